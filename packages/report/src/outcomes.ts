import type { HistoryRun } from '@qitops/model';
import { STATUS_CODES } from '@qitops/model';

/** Character codes of the outcomes that figures are made of. */
export const PASSED = code(STATUS_CODES.passed);
export const FAILED = code(STATUS_CODES.failed);
export const ERRORED = code(STATUS_CODES.errored);
/** Passed after a failed attempt in the same run; a letter of the site only. */
export const FLAKY = code('r');
export const ABSENT = code('-');

function code(letter: string): number {
  return letter.charCodeAt(0);
}

/** Failed or errored. */
export function isRed(outcome: number): boolean {
  return outcome === FAILED || outcome === ERRORED;
}

/** Passed, at once or after a retry. */
export function isGreen(outcome: number): boolean {
  return outcome === PASSED || outcome === FLAKY;
}

/** How test `index` ended in `run`: its status letter, {@link FLAKY}, or {@link ABSENT}. */
export function outcomeIn(run: HistoryRun, index: number): number {
  const status = run.status[index];
  if (!status) return ABSENT;
  if (status !== PASSED) return status;
  const earlier = run.attempts.get(index);
  return earlier && /[fe]/.test(earlier) ? FLAKY : PASSED;
}

/** Outcomes `from` … `to` − 1 of a row, run-length: `p12rf2`. */
export function runLength(row: Uint8Array, from = 0, to = row.length): string {
  let text = '';
  for (let start = from; start < to; ) {
    let end = start + 1;
    while (end < to && row[end] === row[start]) end += 1;
    text += String.fromCharCode(row[start]!) + (end - start > 1 ? end - start : '');
    start = end;
  }
  return text;
}
