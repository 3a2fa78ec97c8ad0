import type { SiteFlaky, SiteOverview, SitePrLine, SiteRate, SiteSlow } from '@qitops/model';
import { confidenceOf } from './confidence.ts';
import { type CoveragePages, lineTotals, worstCovered } from './coverage-page.ts';
import type { Facts } from './facts.ts';
import { type HeadChanges, headChanges } from './head-changes.ts';
import { addSiteCounts, type Build, noCounts, siteCounts } from './mainline.ts';
import { verdictOfHead } from './verdict-sentence.ts';

const STRIP = 60;
const RATE_WINDOW = 20;
const TOP = 5;

/** The pages whose best lines the overview repeats. */
export interface OverviewParts {
  flaky: SiteFlaky | null;
  slow: SiteSlow | null;
  coverage: CoveragePages | null;
  prs: SitePrLine[];
  suggestions: number;
}

/** What the first page says. */
export function overviewPage(facts: Facts, parts: OverviewParts): SiteOverview {
  const { flaky, slow, coverage, prs, suggestions } = parts;
  const changes = headChanges(facts);
  const head = headOf(facts, changes);
  const { builds } = facts.mainline;
  return {
    verdict: verdictOfHead(facts, changes, head),
    head,
    health: {
      passRate: passRate(builds.slice(-RATE_WINDOW)),
      passRateBefore: passRate(builds.slice(-2 * RATE_WINDOW, -RATE_WINDOW)),
      greenRuns: greenRuns(builds.slice(-RATE_WINDOW)),
    },
    confidence: confidenceOf(facts, changes, head, coverage !== null),
    baseSha: changes.baseSha,
    newFailures: changes.newFailures,
    stillFailing: changes.stillFailing,
    failingBaseUnknown: changes.failingBaseUnknown,
    flakyFailures: changes.flakyFailures,
    fixed: changes.fixed,
    strip: builds.slice(-STRIP).map(stripPoint),
    coverage: coverage && {
      lines: lineTotals(coverage.rows),
      offenders: worstCovered(coverage.rows, TOP),
      sha: coverage.sha,
    },
    flaky: {
      states: flaky ? flaky.states : null,
      cost: flaky ? flaky.cost : { minutes: 0, failedAttempts: 0, reruns: 0, runs: facts.runs },
      top: (flaky?.rows ?? [])
        .filter(({ state }) => state === 'flaky' || state === 'quarantined')
        .slice(0, TOP)
        .map(({ id, name, file, probability, minutes }) => ({ id, name, file, probability, minutes })),
    },
    slowest: (slow?.rows ?? [])
      .slice(0, TOP)
      .map(({ id, name, file, p50, share }) => ({ id, name, file, p50, share })),
    prs: prs.slice(0, TOP),
    suggestions,
  };
}

function headOf(facts: Facts, changes: HeadChanges): SiteOverview['head'] {
  if (changes.sha === null) return null;
  const counts = noCounts();
  let durationMs: number | null = null;
  for (const position of changes.runs) {
    const run = facts.history.runs[position]!;
    addSiteCounts(counts, siteCounts(run.counts));
    if (run.info.durationMs !== null) durationMs = Math.max(durationMs ?? 0, run.info.durationMs);
  }
  const newest = facts.history.runs[changes.runs[0]!]!.info;
  const { ref, startedAt } = newest;
  return { ...counts, sha: changes.sha, ref, startedAt, durationMs, jobs: changes.runs.length };
}

function passRate(builds: readonly Build[]): SiteRate {
  const sum = noCounts();
  for (const build of builds) addSiteCounts(sum, build);
  return { part: sum.passed, of: sum.passed + sum.failed + sum.flaky, runs: builds.length };
}

/** Runs without a failure, of those in which something passed or failed. */
function greenRuns(builds: readonly Build[]): SiteRate {
  const judged = builds.filter((build) => build.passed + build.failed + build.flaky > 0);
  const green = judged.filter((build) => build.failed === 0).length;
  return { part: green, of: judged.length, runs: judged.length };
}

function stripPoint({ runs, ref: _ref, lines: _lines, ...point }: Build): SiteOverview['strip'][number] {
  return { run: runs[0]!, ...point };
}
