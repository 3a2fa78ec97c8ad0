import type { HistoryRun } from '@qitops/model';
import { isGreen, isRed } from './outcomes.ts';
import { type Step, sortedQuantile, sortFew, stepOf } from './statistics.ts';

/** Newest durations that p50 and p95 are made of. */
const WINDOW = 60;
/** Newest mainline runs in which a lasting change is looked for. */
const STEP_WINDOW = 120;
/** A change counts from a third and 20 ms on. */
const STEP_RATIO = 4 / 3;
const STEP_LEAST_MS = 20;

/** How long a test usually takes, ms; −1 = not known. `n` durations were known. */
export interface UsualDuration {
  p50: number;
  p95: number;
  n: number;
}

/** By status: whether a duration says anything of the test; what was skipped took no time that does. */
const TIMED = Uint8Array.from({ length: 256 }, (_, status) => Number(isRed(status) || isGreen(status)));

/** How long a test took in a run, ms; −1 = not known. */
export function durationIn({ status, durationMs }: HistoryRun, test: number): number {
  return test < status.length && TIMED[status[test]!] ? durationMs[test]! : -1;
}

const scratch = new Int32Array(WINDOW);

/** Median and 95th percentile of the newest {@link WINDOW} known durations. */
export function usualDuration(durations: Int32Array): UsualDuration {
  const known = scratch;
  let n = 0;
  for (let i = durations.length - 1; i >= 0 && n < WINDOW; i--) {
    if (durations[i]! >= 0) known[n++] = durations[i]!;
  }
  if (n === 0) return { p50: -1, p95: -1, n };
  sortFew(known, n);
  const at = (share: number): number => Math.round(sortedQuantile(known, share, n));
  return { p50: at(0.5), p95: at(0.95), n };
}

/** Where a test's duration changed for good on the mainline; `at` is a position of the history's runs. */
export function durationStep(durations: Int32Array, mainline: readonly number[]): Step | null {
  const runs = new Int32Array(STEP_WINDOW);
  const values = new Float64Array(STEP_WINDOW);
  let from = STEP_WINDOW;
  for (let i = mainline.length - 1; i >= 0 && from > 0; i--) {
    const run = mainline[i]!;
    const ms = durations[run]!;
    if (ms < 0) continue;
    from -= 1;
    runs[from] = run;
    values[from] = ms;
  }
  const step = stepOf(values.subarray(from), STEP_RATIO, STEP_LEAST_MS);
  return step && { ...step, at: runs[from + step.at]! };
}

/** Whether a change could count at all: what is this short never differs by enough. */
export function mayStep(usual: UsualDuration): boolean {
  return usual.p95 >= STEP_LEAST_MS;
}
