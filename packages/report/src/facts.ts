import type { FlakyTest, HistoryRun, HistoryView, TestRef } from '@qitops/model';
import { DurationCharts } from './duration-charts.ts';
import { durationIn, durationStep, mayStep, type UsualDuration, usualDuration } from './durations.ts';
import { type Mainline, mainlineOf } from './mainline.ts';
import { ABSENT, outcomeIn } from './outcomes.ts';
import type { ReportInput } from './report-input.ts';
import type { Step } from './statistics.ts';
import { withLatest } from './with-latest.ts';

/** What every page is computed from: the history by test instead of by run, and what belongs to a test. */
export interface Facts {
  history: HistoryView;
  /** Outcomes by test: row `t` is `outcome.subarray(t * runs, (t + 1) * runs)`. */
  outcome: Uint8Array;
  runs: number;
  tests: number;
  /** What links use: the first 16 digits of the test id. */
  ids: string[];
  mainline: Mainline;
  usual: UsualDuration[];
  charts: DurationCharts;
  /** By test: where its duration changed for good. */
  steps: ReadonlyMap<number, Step>;
  /** By whole test id; null = flakiness was not measured. */
  flaky: ReadonlyMap<string, FlakyTest> | null;
}

/** Tests that are turned around at once: what is written of them stays in the processor's cache. */
const TILE = 64;

/** Length of a test's id in links: 64 bits, enough that 100k tests collide once in four billion sites. */
export const ID_DIGITS = 16;

/** The id as links use it. */
export function shortId(test: Pick<TestRef, 'id'>): string {
  return test.id.slice(0, ID_DIGITS).padEnd(ID_DIGITS, '0');
}

/** Turns the input around, once. Memory: a byte a test and run, and what charts show of the durations. */
export function gatherFacts(input: ReportInput): Facts {
  const history = withLatest(input.history, input.latest);
  const runs = history.runs.length;
  const tests = history.tests.length;
  const outcome = new Uint8Array(tests * runs);
  const mainline = mainlineOf(history.runs);
  const usual: UsualDuration[] = [];
  const charts = new DurationCharts(tests, runs);
  const steps = new Map<number, Step>();
  const duration = new Int32Array(TILE * runs);
  for (let from = 0; from < tests; from += TILE) {
    const to = Math.min(from + TILE, tests);
    turnTile(history.runs, { from, to }, outcome, duration);
    for (let t = from; t < to; t++) {
      const row = duration.subarray((t - from) * runs, (t - from + 1) * runs);
      usual.push(usualDuration(row));
      charts.set(t, row);
      const step = mayStep(usual[t]!) ? durationStep(row, mainline.runs) : null;
      if (step) steps.set(t, step);
    }
  }
  history.runs.forEach((run, r) => {
    for (const t of run.attempts.keys()) if (t < tests) outcome[t * runs + r] = outcomeIn(run, t);
  });
  return {
    history,
    outcome,
    runs,
    tests,
    ids: history.tests.map(shortId),
    mainline,
    usual,
    charts,
    steps,
    flaky: input.flaky ? new Map(input.flaky.tests.map((test) => [test.id, test])) : null,
  };
}

/** Outcomes of tests `from` … `to` to their rows among all, and their durations to rows that begin at 0. */
function turnTile(
  runs: readonly HistoryRun[],
  { from, to }: { from: number; to: number },
  outcome: Uint8Array,
  duration: Int32Array,
): void {
  for (let r = 0; r < runs.length; r++) {
    const run = runs[r]!;
    const { status } = run;
    let at = from * runs.length + r;
    for (let t = from, row = r; t < to; t++, row += runs.length, at += runs.length) {
      outcome[at] = (t < status.length && status[t]) || ABSENT;
      duration[row] = durationIn(run, t);
    }
  }
}

/** Outcomes of one test over all runs, oldest first. */
export function outcomesOf(facts: Facts, test: number): Uint8Array {
  return facts.outcome.subarray(test * facts.runs, (test + 1) * facts.runs);
}
