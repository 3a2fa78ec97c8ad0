import { type BranchPlace, editFilePage, newFilePage } from '@qitops/escape';
import {
  type Config,
  type Offer,
  type ProposalHost,
  type PullRequestFacts,
  SCHEMA_VERSION,
  type ShownOffers,
  type SuggestDocument,
} from '@qitops/model';
import {
  applyLine,
  boxLine,
  digestOf,
  offersOf,
  patchOf,
  pathProblem,
  readTicks,
  shownLine,
  USAGE,
  unticked,
} from '@qitops/proposal';
import { renderSuggestionSection, type SuggestionCard, saysAnything } from '@qitops/render';
import { isTestPath } from '@qitops/repository';

/** Name of the artifact with all shown tests as a patch. */
export const PATCH_NAME = 'qitops-suggested-tests';

export interface OfferOptions {
  suggested: SuggestDocument;
  head: string;
  pull: PullRequestFacts;
  /** Web address of the host: `https://github.com`. */
  serverUrl: string;
  config: Config;
  host: ProposalHost;
  /** The run that can be run again to have an edited test proven. */
  runId: number;
}

/** What a comment offers, and what is left for those who accept it. */
export interface Offered {
  shown: ShownOffers;
  /** For `git apply`; empty when nothing is offered. */
  patch: string;
  /** The section of the comment; null = nothing is to be said, or it stands there already. */
  section(budget: number, previous: string | null): string | null;
}

/** Puts suggestions into words that can be acted on: a link each, a box each where commands are acted on, a patch. */
export async function offerSuggestions(options: OfferOptions): Promise<Offered> {
  const { head, pull, host, config, runId } = options;
  const rules = { globs: config.suggest?.write ?? [], isTest: isTestPath };
  const refused: SuggestDocument['omitted'] = [];
  const suggested = {
    ...options.suggested,
    suggestions: options.suggested.suggestions.filter(({ test, case: idea, target }) => {
      const path = test?.path ?? idea?.path;
      const problem = path === undefined ? null : pathProblem(path, rules);
      if (problem)
        refused.push({ path: target.path, function: target.function, reason: `${path}: ${problem}` });
      return problem === null;
    }),
  };
  const document = { ...suggested, omitted: [...suggested.omitted, ...refused] };
  const offers = offersOf(document);
  const accepts = new Map<string, string>();
  for (const offer of offers) accepts.set(offer.id, await howToAdd(offer, pull, host, options.serverUrl));
  const digest = digestOf(offers);
  const cardsWith = (ticked: ReadonlySet<string>): SuggestionCard[] =>
    offers.map(({ id, number }) => ({
      suggestion: document.suggestions.find((each) => each.id === id)!,
      number,
      heading: (words) => (config.suggest?.commands ? boxLine(id, ticked.has(id), words) : words),
      accept: accepts.get(id)!,
    }));
  return {
    shown: { schemaVersion: SCHEMA_VERSION, kind: 'shown', pull: pull.number, head, runId, offers },
    patch: patchOf(offers),
    section: (budget, previous) => {
      const cards = cardsWith(previous === null ? new Set() : readTicks(previous).ids);
      if (previous === null && !saysAnything({ document, cards })) return null;
      const ending = offers.length > 0 ? endingOf(digest, config.suggest?.commands === true) : [];
      const text = renderSuggestionSection({ document, cards, ending });
      if (text.length > budget || Buffer.byteLength(text) > budget) return NO_ROOM;
      return previous !== null && stable(previous) === stable(text) ? null : text;
    },
  };
}

const NO_ROOM =
  'Suggested tests are in the summary of the job and in its artifact: this comment has no room for them.';

async function howToAdd(
  { path, content }: Offer,
  { headRepository, headRef, headSha }: PullRequestFacts,
  host: ProposalHost,
  serverUrl: string,
): Promise<string> {
  const patch = `in the artifact \`${PATCH_NAME}\`, for \`git apply\``;
  if (!headRepository) return patch;
  const { owner, name } = headRepository;
  const at: BranchPlace = { repositoryUrl: `${serverUrl}/${owner}/${name}`, branch: headRef };
  const there = await host.files(headRepository, headSha).look(path);
  if (there.kind === 'file') return `[a file is there already: put this into it](${editFilePage(at, path)})`;
  if (there.kind === 'other') return `a folder or link is in its place; ${patch}`;
  const link = newFilePage(at, path, content);
  return link ? `[add it to this branch](${link})` : `too long for a link: ${patch}`;
}

function endingOf(digest: string, commands: boolean): string[] {
  const all = `All of them as a patch: \`gh run download -n ${PATCH_NAME}\`, then \`git apply\`.`;
  if (!commands) return [`<sub>${all}</sub>`, shownLine(digest)];
  return [
    applyLine('**Apply**: accept what is ticked'),
    `<sub>Or write ${USAGE}. ${all}</sub>`,
    shownLine(digest),
  ];
}

/**
 * What of a section says something: not how long tests took, not how many mutants more than the named one were decided
 * in the time there was, nor what people ticked. That another test is offered, the digest in it says.
 */
function stable(section: string): string {
  return unticked(section)
    .replace(/; \d+ ms;/g, ';')
    .replace(/ and \d+ more(?=;)/g, ' and more')
    .trim();
}

/** The suggestions for the summary of a job: what is shown, without what belongs to a conversation. */
export function summaryOf(document: SuggestDocument): string {
  const cards = offersOf(document).map(
    ({ id, number, path }): SuggestionCard => ({
      suggestion: document.suggestions.find((each) => each.id === id)!,
      number,
      heading: (words) => words,
      accept: `${path.endsWith('.yaml') ? 'a case' : 'a test'} to add`,
    }),
  );
  const { calls, inputTokens, outputTokens, usd } = document.spend;
  const spent =
    calls > 0
      ? [`Spent: ${calls} calls, ${inputTokens} tokens in, ${outputTokens} out, $${usd.toFixed(4)}.`]
      : [];
  return `${renderSuggestionSection({ document, cards, ending: spent })}\n`;
}
