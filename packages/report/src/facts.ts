import type { FlakyTest, HistoryView, TestRef } from '@qitops/model';
import { durationStep, mayStep, type UsualDuration, usualDuration } from './durations.ts';
import { type Mainline, mainlineOf } from './mainline.ts';
import { ABSENT, isGreen, isRed, outcomeIn } from './outcomes.ts';
import type { ReportInput } from './report-input.ts';
import type { Step } from './statistics.ts';
import { withLatest } from './with-latest.ts';

/** What every page is computed from: the history by test instead of by run, and what belongs to a test. */
export interface Facts {
  history: HistoryView;
  /** Outcomes by test: row `t` is `outcome.subarray(t * runs, (t + 1) * runs)`. */
  outcome: Uint8Array;
  /** Milliseconds, laid out the same way; −1 = unknown. */
  duration: Int32Array;
  runs: number;
  tests: number;
  /** What links use: the first 16 digits of the test id. */
  ids: string[];
  mainline: Mainline;
  usual: UsualDuration[];
  /** By test: where its duration changed for good. */
  steps: ReadonlyMap<number, Step>;
  /** By whole test id; null = flakiness was not measured. */
  flaky: ReadonlyMap<string, FlakyTest> | null;
}

/** Tests that are turned around at once: what is written of them stays in the processor's cache. */
const TILE = 64;
/** By status: whether a duration says anything of the test; what was skipped took no time that does. */
const TIMED = Uint8Array.from({ length: 256 }, (_, status) => Number(isRed(status) || isGreen(status)));

/** Length of a test's id in links: 64 bits, enough that 100k tests collide once in four billion sites. */
export const ID_DIGITS = 16;

/** The id as links use it. */
export function shortId(test: Pick<TestRef, 'id'>): string {
  return test.id.slice(0, ID_DIGITS).padEnd(ID_DIGITS, '0');
}

/** Turns the input around, once. Memory: 5 bytes a test and run. */
export function gatherFacts(input: ReportInput): Facts {
  const history = withLatest(input.history, input.latest);
  const runs = history.runs.length;
  const tests = history.tests.length;
  const outcome = new Uint8Array(tests * runs);
  const duration = new Int32Array(tests * runs);
  for (let from = 0; from < tests; from += TILE) {
    const to = Math.min(from + TILE, tests);
    for (let r = 0; r < runs; r++) {
      const { status, durationMs } = history.runs[r]!;
      for (let t = from, at = from * runs + r; t < to; t++, at += runs) {
        const code = t < status.length ? status[t]! : 0;
        outcome[at] = code || ABSENT;
        duration[at] = TIMED[code] ? durationMs[t]! : -1;
      }
    }
  }
  history.runs.forEach((run, r) => {
    for (const t of run.attempts.keys()) if (t < tests) outcome[t * runs + r] = outcomeIn(run, t);
  });
  const mainline = mainlineOf(history.runs);
  const usual: UsualDuration[] = [];
  const steps = new Map<number, Step>();
  for (let t = 0; t < tests; t++) {
    const row = duration.subarray(t * runs, (t + 1) * runs);
    usual.push(usualDuration(row));
    const step = mayStep(usual[t]!) ? durationStep(row, mainline.runs) : null;
    if (step) steps.set(t, step);
  }
  return {
    history,
    outcome,
    duration,
    runs,
    tests,
    ids: history.tests.map(shortId),
    mainline,
    usual,
    steps,
    flaky: input.flaky ? new Map(input.flaky.tests.map((test) => [test.id, test])) : null,
  };
}

/** Outcomes of one test over all runs, oldest first. */
export function outcomesOf(facts: Facts, test: number): Uint8Array {
  return facts.outcome.subarray(test * facts.runs, (test + 1) * facts.runs);
}

/** Durations of one test over all runs, oldest first. */
export function durationsOf(facts: Facts, test: number): Int32Array {
  return facts.duration.subarray(test * facts.runs, (test + 1) * facts.runs);
}
