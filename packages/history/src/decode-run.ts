import { emptyCounts, type HistoryRun, type ResultCounts, type RunInfo } from '@qitops/model';
import type { ReadRun } from './run-file.ts';
import { eachRun } from './run-length.ts';
import { stretchesOf } from './stretches.ts';

/** Room for the columns of a view's runs, made at once: a thousand pieces of memory cost more than what is in them. */
export class Columns {
  readonly #tests: number;
  readonly #status: Uint8Array;
  readonly #durationMs: Int32Array;
  #taken = 0;

  /** Over so many runs and tests. */
  constructor(runs: number, tests: number) {
    this.#tests = tests;
    this.#status = new Uint8Array(runs * tests);
    this.#durationMs = new Int32Array(runs * tests).fill(-1);
  }

  /** The next run, without any test yet. */
  emptyRun(info: RunInfo): HistoryRun {
    const from = this.#taken++ * this.#tests;
    return {
      info,
      counts: emptyCounts(),
      status: this.#status.subarray(from, from + this.#tests),
      durationMs: this.#durationMs.subarray(from, from + this.#tests),
      attempts: new Map(),
      messages: new Map(),
    };
  }
}

/**
 * Puts a run file into columns.
 * @param positions index in the view's tests by position in the run; −1 where the catalogue is lost: such a test is
 * counted and not shown.
 */
export function decodeRun(file: ReadRun, positions: Int32Array, columns: Columns): HistoryRun {
  const run = columns.emptyRun(file.info);
  const { status, durationMs, counts } = run;
  const flaky = new Map<number, string>();
  for (const [position, letters] of file.a) {
    flaky.set(position, letters);
    const test = positions[position] ?? -1;
    if (test >= 0) run.attempts.set(test, letters);
  }
  for (const [position, message] of file.e) {
    const test = positions[position] ?? -1;
    if (test >= 0) run.messages.set(test, file.msg[message] ?? '');
  }
  const stretches = stretchesOf(positions);
  for (const { from, to, test } of stretches) {
    if (test >= 0) durationMs.set(file.d.subarray(from, to), test);
  }
  let position = 0;
  let first = 0;
  const total = { known: 0, ms: 0 };
  eachRun(file.o, (code, count) => {
    const end = position + count;
    while (first < stretches.length && stretches[first]!.to <= position) first += 1;
    for (let i = first; i < stretches.length && stretches[i]!.from < end; i++) {
      const { from, to, test } = stretches[i]!;
      if (test < 0) continue;
      const [start, stop] = [test + Math.max(0, position - from), test + Math.min(to, end) - from];
      if (code === 0) durationMs.fill(-1, start, stop);
      else status.fill(code, start, stop);
    }
    if (code !== 0) {
      countAs(counts, code, count);
      addKnown(total, file.d, position, end);
    }
    position = end;
  });
  for (const [at, letters] of flaky) {
    const test = positions[at] ?? -1;
    if (test >= 0 && isFlaky(status[test]!, letters)) counts.flaky += 1;
  }
  counts.durationMs = total.known > 0 ? total.ms : null;
  return run;
}

/** A function of its own, which becomes fast sooner than a closure does. */
function addKnown(total: { known: number; ms: number }, ms: Int32Array, from: number, to: number): void {
  for (let at = from; at < to; at++) {
    if (ms[at]! < 0) continue;
    total.known += 1;
    total.ms += ms[at]!;
  }
}

/** Adds `count` tests of one status to the counts. */
export function countAs(counts: ResultCounts, code: number, count: number): void {
  counts.tests += count;
  counts[COUNTED.get(code) ?? 'other'] += count;
}

/** Whether a test was flaky within its run: it passed after an attempt that did not. */
export function isFlaky(code: number, earlier: string): boolean {
  return code === PASSED && /[fe]/.test(earlier);
}

const PASSED = 'p'.charCodeAt(0);
const COUNTED = new Map<number, 'passed' | 'failed' | 'errored' | 'skipped' | 'other'>(
  (
    [
      ['p', 'passed'],
      ['f', 'failed'],
      ['e', 'errored'],
      ['s', 'skipped'],
      ['n', 'skipped'],
      ['i', 'skipped'],
    ] as const
  ).map(([letter, count]) => [letter.charCodeAt(0), count]),
);
