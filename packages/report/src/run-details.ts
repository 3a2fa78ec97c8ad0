import {
  type HistoryRun,
  isUnusual,
  NEAR_MS,
  type SiteRunDetail,
  type SiteRunDetails,
  STATUS_CODES,
} from '@qitops/model';
import { clusterFailures } from './clusters.ts';
import type { Facts } from './facts.ts';
import { failureKind } from './failure-kind.ts';
import { ABSENT, ERRORED, FLAKY, isGreen, isRed, outcomeIn, PASSED } from './outcomes.ts';
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
  const usual = Int32Array.from(facts.usual, ({ p50 }) => p50);
  const details: SiteRunDetails[] = [];
  for (let from = 0; from < facts.runs; from += RUNS_PER_DETAIL) {
    const runs = facts.history.runs.slice(from, from + RUNS_PER_DETAIL);
    details.push({ from, runs: runs.map((run) => detailOf(draftOf(run, usual), run)) });
  }
  return details;
}

/** One run by its own columns, which lie together in memory. */
function draftOf(run: HistoryRun, usual: Int32Array): Draft {
  const { status, durationMs, attempts } = run;
  const draft: Draft = {
    failed: [],
    flaky: [],
    skipped: [],
    present: [],
    inside: true,
    stretch: 0,
    unusual: [],
  };
  const retried = [...attempts.keys()].sort((a, b) => a - b);
  for (let test = 0, next = 0; test < usual.length; test++) {
    while (retried[next]! < test) next += 1;
    if (draft.inside) {
      const from = test;
      test = firstUnlike(run, usual, from, retried[next] ?? usual.length);
      draft.stretch += test - from;
      if (test === usual.length) break;
    }
    const plain = status[test] === PASSED && test !== retried[next];
    const outcome = plain ? PASSED : outcomeIn(run, test);
    if (plain && draft.inside) draft.stretch += 1;
    else note(draft, test, outcome);
    if (!isRed(outcome) && !isGreen(outcome)) continue;
    const ms = durationMs[test]!;
    const p50 = usual[test]!;
    if (isUnusual(ms, p50)) noteTime(draft, { test, ms: twoDigits(ms), off: Math.abs(ms - p50) });
  }
  return draft;
}

/** The first test in `from` … `to` that did not pass, or not in nearly its usual time; nearly all do. */
function firstUnlike(
  { status, durationMs }: HistoryRun,
  usual: Int32Array,
  from: number,
  to: number,
): number {
  let test = from;
  while (test < to && status[test] === PASSED && isNear(durationMs[test]!, usual[test]!)) test += 1;
  return test;
}

/** Nothing this near is unusual; nearly everything is, and all runs of all tests go by here. */
function isNear(ms: number, usual: number): boolean {
  return ms - usual < NEAR_MS && usual - ms < NEAR_MS;
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

function detailOf(draft: Draft, { messages, status }: HistoryRun): SiteRunDetail {
  const timed = farthest(draft.unusual).sort((a, b) => a.test - b.test);
  const clusters = clusterFailures(draft.failed, messages);
  return {
    failed: differences(draft.failed),
    flaky: differences(draft.flaky),
    skipped: differences(draft.skipped),
    present: [...draft.present, draft.stretch],
    timed: differences(timed.map(({ test }) => test)),
    ms: timed.map(({ ms }) => ms),
    clusters: clusters.map(({ message, tests }) => ({
      message,
      kind: failureKind(messages.get(tests[0]!) ?? '', status[tests[0]!] === ERRORED),
      tests: differences(tests),
    })),
  };
}

/** Ascending positions as steps: small numbers compress. */
export function differences(ascending: readonly number[]): number[] {
  return ascending.map((value, index) => value - (index > 0 ? ascending[index - 1]! : 0));
}
