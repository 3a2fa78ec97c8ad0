import { isUnusual, type SiteRunDetail, type SiteRunDetails, STATUS_CODES } from '@qitops/model';
import { clusterFailures } from './clusters.ts';
import type { Facts } from './facts.ts';
import { ABSENT, FLAKY, isRed, PASSED } from './outcomes.ts';
import { twoDigits } from './statistics.ts';

/** Runs in one file of details. */
export const RUNS_PER_DETAIL = 50;
/** Unusual durations that are kept of a run. */
const TIMED = 100;
const NOT_RUN = new Set([STATUS_CODES.skipped, STATUS_CODES.pending].map((letter) => letter.charCodeAt(0)));

/** What is gathered of a run while the tests are gone through. */
interface Draft {
  failed: number[];
  flaky: number[];
  skipped: number[];
  /** Lengths of the stretches of tests that were and were not in the run, in turn, but for the last. */
  present: number[];
  inside: boolean;
  /** Length of the last stretch. */
  stretch: number;
  unusual: Unusual[];
}

interface Unusual {
  test: number;
  ms: number;
  /** From the test's median, ms. */
  off: number;
}

/** What did not simply pass, run by run, and what a comparison of two runs needs, cut into files. */
export function runDetails(facts: Facts): SiteRunDetails[] {
  const drafts = facts.history.runs.map(
    (): Draft => ({ failed: [], flaky: [], skipped: [], present: [], inside: true, stretch: 0, unusual: [] }),
  );
  // tests outside, runs inside: that is how the outcomes lie in memory
  for (let test = 0; test < facts.tests; test++) {
    const { p50 } = facts.usual[test]!;
    for (let run = 0, at = test * facts.runs; run < facts.runs; run++, at++) {
      const draft = drafts[run]!;
      const outcome = facts.outcome[at]!;
      if (outcome === PASSED && draft.inside) draft.stretch += 1;
      else note(draft, test, outcome);
      const ms = facts.duration[at]!;
      if (isUnusual(ms, p50)) noteTime(draft, { test, ms: twoDigits(ms), off: Math.abs(ms - p50) });
    }
  }
  const details: SiteRunDetails[] = [];
  for (let from = 0; from < facts.runs; from += RUNS_PER_DETAIL) {
    const runs = drafts.slice(from, from + RUNS_PER_DETAIL);
    details.push({
      from,
      runs: runs.map((draft, at) => detailOf(draft, facts.history.runs[from + at]!.messages)),
    });
  }
  return details;
}

function note(draft: Draft, test: number, outcome: number): void {
  if ((outcome !== ABSENT) !== draft.inside) {
    draft.inside = !draft.inside;
    draft.present.push(draft.stretch);
    draft.stretch = 0;
  }
  draft.stretch += 1;
  if (outcome === PASSED) return;
  if (isRed(outcome)) draft.failed.push(test);
  else if (outcome === FLAKY) draft.flaky.push(test);
  else if (NOT_RUN.has(outcome)) draft.skipped.push(test);
}

function noteTime(draft: Draft, found: Unusual): void {
  draft.unusual.push(found);
  if (draft.unusual.length >= 4 * TIMED) draft.unusual = farthest(draft.unusual);
}

function farthest(unusual: Unusual[]): Unusual[] {
  return unusual.sort((a, b) => b.off - a.off || a.test - b.test).slice(0, TIMED);
}

function detailOf(draft: Draft, messages: ReadonlyMap<number, string>): SiteRunDetail {
  const timed = farthest(draft.unusual).sort((a, b) => a.test - b.test);
  const clusters = clusterFailures(draft.failed, messages);
  return {
    failed: differences(draft.failed),
    flaky: differences(draft.flaky),
    skipped: differences(draft.skipped),
    present: [...draft.present, draft.stretch],
    timed: differences(timed.map(({ test }) => test)),
    ms: timed.map(({ ms }) => ms),
    clusters: clusters.map(({ message, tests }) => ({ message, tests: differences(tests) })),
  };
}

/** Ascending positions as steps: small numbers compress. */
export function differences(ascending: readonly number[]): number[] {
  return ascending.map((value, index) => value - (index > 0 ? ascending[index - 1]! : 0));
}
