import type { PullRequestDocuments } from '@qitops/history';
import {
  type AnalyzeDocument,
  type Delivery,
  ForeignReport,
  messageOf,
  type OpenPullRequest,
  PullReport,
  type SuggestDocument,
} from '@qitops/model';
import type { CommandContext } from '../context.ts';
import { openHistory } from '../history/store.ts';
import { parsePhase } from '../suggest/parcels.ts';
import { readReport, retellAnalysis } from './foreign-analysis.ts';

/** What the runs of one open pull request left at its present head. */
export interface DeliveredPull extends Delivery {
  pull: OpenPullRequest;
  /** `<run>/<name>` of each, sorted. */
  from: string[];
}

export interface KeepPullRequestsOptions {
  store: string;
  /** Revision whose `qitops.yml` judges what comes from outside: of the default branch. */
  rules: string;
  /** Brings what was left, without what is known already. */
  bring: (
    isKnown: (pull: OpenPullRequest, from: readonly string[]) => Promise<boolean>,
  ) => Promise<DeliveredPull[]>;
}

export interface KeptPullRequests {
  /** Numbers of those of which something new is kept. */
  kept: number[];
  /** What was not taken, each with why, in a line. */
  problems: string[];
}

/** Most bytes that the history keeps of a pull request. */
const KEPT_BYTES = 2 * 2 ** 20;
/** Tests that a change reaches, of which so many are kept by name. */
const IMPACTED = 500;

/**
 * Keeps in the history what the runs of open pull requests found, so that the report shows them after those runs. It
 * feeds pages of pull requests and nothing else. Of a pull request from outside the analysis alone is kept, told anew
 * by the rules of the default branch; what its run says it tried, nobody here saw.
 */
export async function keepPullRequests(
  context: CommandContext,
  { store, rules, bring }: KeepPullRequestsOptions,
): Promise<KeptPullRequests> {
  const history = await openHistory(context, store);
  const delivered = await bring(async (pull, from) => {
    const known = await history.pullRequest(pull.number, pull.headSha).catch(() => null); // damaged: made anew
    return known?.about?.from.join('\n') === from.join('\n');
  });
  const problems: string[] = [];
  const found: Parameters<typeof history.keepPullRequests>[0][number][] = [];
  for (const delivery of delivered) {
    const { pull } = delivery;
    const { documents, refused } = await documentsOf(context, delivery, rules);
    problems.push(
      ...refused.map(({ name, reason }) => `Pull request ${pull.number}: ${name} was not taken: ${reason}`),
    );
    if (documents) found.push({ number: pull.number, head: pull.headSha, documents });
  }
  await history.keepPullRequests(found);
  return { kept: found.map(({ number }) => number), problems };
}

async function documentsOf(
  context: CommandContext,
  { pull, from, parcels, refused }: DeliveredPull,
  rules: string,
): Promise<{ documents: PullRequestDocuments | null; refused: Delivery['refused'] }> {
  const problems = [...refused];
  const judged: { job: string; analysis: AnalyzeDocument }[] = [];
  let suggestions: SuggestDocument | null = null;
  const runOf = new Map(
    from.map((each) => [each.slice(each.indexOf('/') + 1), each.slice(0, each.indexOf('/'))]),
  );
  for (const { name, bytes } of parcels) {
    try {
      if (name.startsWith('qitops-suggest-')) {
        if (!pull.outside) suggestions = provenSuggestions(name, bytes, pull.headSha);
        continue;
      }
      const shape = PullReport.or(ForeignReport);
      const report = readReport(shape, bytes, runOf.get(name) ?? '');
      const analysis = pull.outside
        ? await retellAnalysis(context, report, { ...pull, rules })
        : { ...report.analysis, head: pull.headSha }; // it measured the merge of that head
      judged.push({ job: report.job, analysis });
      if (!pull.outside && report.kind === 'pull') suggestions ??= report.suggestions;
    } catch (error) {
      problems.push({ name, reason: messageOf(error) });
    }
  }
  if (judged.length === 0 && suggestions === null) return { documents: null, refused: problems };
  const documents: PullRequestDocuments = {
    analysis: judged.length > 0 ? worstOf(judged) : null,
    suggestions,
    about: {
      title: pull.title.slice(0, 300),
      trust: pull.outside ? 'fork' : 'pr',
      from,
      keptAt: new Date().toISOString(),
    },
  };
  const bytes = Buffer.byteLength(JSON.stringify(documents));
  if (bytes <= KEPT_BYTES) return { documents, refused: problems };
  const reason = `all of it together takes ${(bytes / 2 ** 20).toFixed(1)} MiB, and ${KEPT_BYTES / 2 ** 20} are kept`;
  return { documents: null, refused: [...problems, { name: 'its report', reason }] };
}

function provenSuggestions(name: string, bytes: Uint8Array, head: string): SuggestDocument {
  const { suggested, head: of } = parsePhase('prove', new TextDecoder().decode(bytes), name);
  if (of !== head) throw new Error(`it is about ${of.slice(0, 7)}, not about the head ${head.slice(0, 7)}`);
  return suggested;
}

/** One analysis of those of several jobs: the worst, of the same verdict the one with the most tests; the others are noted. */
function worstOf(judged: readonly { job: string; analysis: AnalyzeDocument }[]): AnalyzeDocument {
  const badness = { failed: 2, unknown: 1, passed: 0 };
  const [worst, ...others] = judged.toSorted(
    (a, b) =>
      badness[b.analysis.verdict] - badness[a.analysis.verdict] ||
      b.analysis.results.totals.tests - a.analysis.results.totals.tests,
  );
  const { analysis } = worst!;
  const notes = others.map(
    ({ job, analysis }) => `the job ${job} judged too, ${analysis.verdict}: ${analysis.headline}`,
  );
  if (analysis.impactedTests.length > IMPACTED)
    notes.push(
      `of ${analysis.impactedTests.length} tests that the change reaches, the first ${IMPACTED} are kept`,
    );
  return {
    ...analysis,
    impactedTests: analysis.impactedTests.slice(0, IMPACTED),
    notes: [...analysis.notes, ...notes],
  };
}
