import { type HistoryView, isFailure, statusIn, type TestRef } from '@qitops/model';

/** Share of the newest outcome in {@link TestRecord.failing}; the older ones share the rest in the same way. */
const NEWEST = 0.8;
/** Known durations whose median is what a test is expected to take. */
const DURATIONS = 5;

/** What is remembered of a test from run to run. */
export interface TestRecord {
  /** Exponentially weighted mean of its outcomes, 0 = passed, 1 = failed; null before its first. */
  failing: number | null;
  /** Outcomes seen; skipped tests have none. */
  outcomes: number;
  /** Of the outcomes those that were failures. */
  failures: number;
  /** Outcomes since it failed last, 0 = failed at the last; null = never failed. */
  passedSince: number | null;
  /** Latest known durations, ms, oldest first. */
  durations: readonly number[];
}

export const UNKNOWN_TEST: TestRecord = {
  failing: null,
  outcomes: 0,
  failures: 0,
  passedSince: null,
  durations: [],
};

/** The record after one more outcome. `durationMs` null = not known. */
export function recordOutcome(record: TestRecord, failed: boolean, durationMs: number | null): TestRecord {
  const outcome = failed ? 1 : 0;
  return {
    failing: record.failing === null ? outcome : NEWEST * outcome + (1 - NEWEST) * record.failing,
    outcomes: record.outcomes + 1,
    failures: record.failures + outcome,
    passedSince: failed ? 0 : record.passedSince === null ? null : record.passedSince + 1,
    durations:
      durationMs === null ? record.durations : [...record.durations.slice(1 - DURATIONS), durationMs],
  };
}

/** Expected duration in ms: the median of the latest; null when none is known. */
export function expectedMs(record: TestRecord): number | null {
  if (record.durations.length === 0) return null;
  const sorted = [...record.durations].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** A test of the history with its record. */
export interface RecordedTest extends TestRef {
  /** Of the latest run that had it. */
  framework: string;
  record: TestRecord;
}

/** Runs that a test may be missing from before it counts as removed. */
const MISSING_RUNS = 20;

/** The tests that the latest runs of a history had, with their records. A retried failure is a failure. */
export function recordedTests(view: HistoryView): RecordedTest[] {
  const records = view.tests.map(() => UNKNOWN_TEST);
  const frameworks = view.tests.map(() => '');
  const lastRun = view.tests.map(() => -1);
  view.runs.forEach((run, at) => {
    for (let index = 0; index < run.status.length; index++) {
      const status = statusIn(run, index);
      if (status === null) continue;
      lastRun[index] = at;
      frameworks[index] = run.info.framework;
      const retried = /[fe]/.test(run.attempts.get(index) ?? '');
      if (status !== 'passed' && !isFailure(status)) continue;
      const ms = run.durationMs[index]!;
      records[index] = recordOutcome(records[index]!, retried || isFailure(status), ms < 0 ? null : ms);
    }
  });
  return view.tests.flatMap((test, index) =>
    lastRun[index]! >= 0 && lastRun[index]! >= view.runs.length - MISSING_RUNS
      ? [{ ...test, framework: frameworks[index]!, record: records[index]! }]
      : [],
  );
}
