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

const NO_WORDS = new Uint32Array(0);

/** Outcomes of a row in stretches of equal ones: calls back with each and its length, for `from` … `to` − 1. */
export function eachStretch(
  row: Uint8Array,
  from: number,
  to: number,
  then: (outcome: number, count: number) => void,
): void {
  const aligned = row.byteOffset + ((4 - (row.byteOffset % 4)) % 4);
  const room = row.byteOffset + to - aligned;
  // the last rows of a short history may lie behind the last whole word
  const words = room < 4 ? NO_WORDS : new Uint32Array(row.buffer, aligned, room >> 2);
  const ahead = aligned - row.byteOffset;
  for (let start = from; start < to; ) {
    const value = row[start]!;
    const four = Math.imul(value, 0x01010101) >>> 0;
    let end = start + 1;
    while (end < to && row[end] === value) {
      // most outcomes are as the one before: four of them at once
      let word = (end - ahead) >> 2;
      if (((end - ahead) & 3) === 0 && words[word] === four) {
        while (word < words.length && words[word] === four) word += 1;
        end = Math.min(to, word * 4 + ahead);
      } else end += 1;
    }
    then(value, end - start);
    start = end;
  }
}

/** Outcomes `from` … `to` − 1 of a row, run-length: `p12rf2`. */
export function runLength(row: Uint8Array, from = 0, to = row.length): string {
  let text = '';
  eachStretch(row, from, to, (outcome, count) => {
    text += String.fromCharCode(outcome) + (count > 1 ? count : '');
  });
  return text;
}
