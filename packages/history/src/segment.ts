import type { HistoryRun, RunInfo, TestKey } from '@qitops/model';
import type { CatalogueBuilder } from './catalogue.ts';
import { type Columns, countAs, isFlaky } from './decode-run.ts';
import { checkVersion, parseInfos } from './run-file.ts';
import { eachRun, runLength, runLengthSize } from './run-length.ts';
import { isList, isText, isTexts, isTriples, isWholeNumbers } from './shapes.ts';

export const SEGMENT_VERSION = 1;

/** Runs whose durations are kept as one median a test. */
export const BLOCK = 16;

/** A month of runs, test by test: `seg/2026-08.json`. */
export interface SegmentFile {
  v: number;
  runs: RunInfo[];
  cat: string[];
  n: number[];
  /** Run-length statuses over the runs, by position of the test: `p31f1`. */
  s: string[];
  /** Median durations in ms by block of {@link BLOCK} runs, then by position; −1 = unknown. */
  d: number[][];
  /** Runs and positions whose duration was not known in a block that has a median. */
  u: [number, number][];
  /** Earlier attempts: [run, position, status letters]. */
  a: [number, number, string][];
  /** Failures: [run, position, index of message]. */
  e: [number, number, number][];
  msg: string[];
}

export function segmentKey(month: string): string {
  return `seg/${month}.json`;
}

/** Runs of one month as the objects of its segment: statuses, attempts and messages whole, durations as medians. */
export function encodeSegment(
  month: string,
  runs: readonly HistoryRun[],
  keys: readonly TestKey[],
  catalogue: CatalogueBuilder,
): Map<string, Uint8Array> {
  const tests = keys.map((_, test) => test).filter((test) => runs.some((run) => run.status[test] !== 0));
  const { positions, hashes, sizes, objects } = catalogue.build(
    tests.map((test) => keys[test]!),
    '',
  );
  const ordered = new Array<number>(tests.length);
  tests.forEach((test, i) => {
    ordered[positions[i]!] = test;
  });
  const at = new Map(ordered.map((test, position) => [test, position]));
  const messages = new Map<string, number>();
  const file: SegmentFile = {
    v: SEGMENT_VERSION,
    runs: runs.map(({ info }) => info),
    cat: hashes,
    n: sizes,
    s: ordered.map((test) => runLength(runs.map((run) => letterOf(run.status[test]!)))),
    d: [],
    u: [],
    a: [],
    e: [],
    msg: [],
  };
  for (let start = 0; start < runs.length; start += BLOCK) {
    const block = runs.slice(start, start + BLOCK);
    file.d.push(ordered.map((test) => medianOf(block, test)));
    const medians = file.d.at(-1)!;
    block.forEach((run, i) => {
      ordered.forEach((test, position) => {
        if (run.status[test] !== 0 && run.durationMs[test] === -1 && medians[position] !== -1) {
          file.u.push([start + i, position]);
        }
      });
    });
  }
  runs.forEach((run, i) => {
    for (const [test, letters] of run.attempts) file.a.push([i, at.get(test)!, letters]);
    for (const [test, message] of run.messages) {
      if (!messages.has(message)) messages.set(message, messages.size);
      file.e.push([i, at.get(test)!, messages.get(message)!]);
    }
  });
  file.msg = [...messages.keys()];
  objects.set(segmentKey(month), Buffer.from(JSON.stringify(file)));
  return objects;
}

/** Reads a segment. Throws with a reason when it is damaged or of a version that is not known. */
export function parseSegment(bytes: Uint8Array): SegmentFile {
  const file = JSON.parse(Buffer.from(bytes).toString('utf8')) as SegmentFile;
  checkVersion(file, SEGMENT_VERSION);
  const runs = parseInfos(file.runs);
  const tests = isTexts(file.s) ? file.s.length : -1;
  const sound =
    tests >= 0 &&
    isTexts(file.cat) &&
    isWholeNumbers(file.n, 0) &&
    file.n.length === file.cat.length &&
    isList(file.d) &&
    file.d.length === Math.ceil(runs.length / BLOCK) &&
    file.d.every((block) => isWholeNumbers(block, -1) && block.length === tests) &&
    isList(file.u) &&
    file.u.every((pair) => isWholeNumbers(pair, 0)) &&
    isTriples(file.a, isText) &&
    isTriples(file.e, Number.isInteger) &&
    isTexts(file.msg) &&
    file.s.every((letters) => runLengthSize(letters) === runs.length);
  if (!sound) throw new Error('it is damaged: it has not the shape of a segment');
  return { ...file, runs };
}

/** Puts a segment's runs into columns; `positions` as in {@link decodeRun}. */
export function decodeSegment(file: SegmentFile, positions: Int32Array, columns: Columns): HistoryRun[] {
  const runs = file.runs.map((info) => columns.emptyRun(info));
  const unknown = new Set(file.u.map(([run, position]) => run * file.s.length + position));
  file.s.forEach((letters, position) => {
    const test = positions[position]!;
    let at = 0;
    eachRun(letters, (code, count) => {
      const end = at + count;
      for (; at < end; at++) {
        if (code === 0) continue;
        const run = runs[at]!;
        countAs(run.counts, code, 1);
        const isUnknown = unknown.size > 0 && unknown.has(at * file.s.length + position);
        const ms = isUnknown ? -1 : file.d[Math.floor(at / BLOCK)]![position]!;
        if (ms >= 0) run.counts.durationMs = (run.counts.durationMs ?? 0) + ms;
        if (test < 0) continue;
        run.status[test] = code;
        run.durationMs[test] = ms;
      }
    });
  });
  for (const [at, position, letters] of file.a) {
    const run = runs[at];
    const test = positions[position] ?? -1;
    if (!run || test < 0) continue;
    run.attempts.set(test, letters);
    if (isFlaky(run.status[test]!, letters)) run.counts.flaky += 1;
  }
  for (const [at, position, message] of file.e) {
    const test = positions[position] ?? -1;
    if (test >= 0) runs[at]?.messages.set(test, file.msg[message] ?? '');
  }
  return runs;
}

function letterOf(code: number): string {
  return code === 0 ? '-' : String.fromCharCode(code);
}

/** Median of the known durations of a test in some runs, the lower one of two; −1 when none is known. */
function medianOf(runs: readonly HistoryRun[], test: number): number {
  const known: number[] = [];
  for (const run of runs) if (run.durationMs[test]! >= 0) known.push(run.durationMs[test]!);
  if (known.length === 0) return -1;
  return known.sort((a, b) => a - b)[(known.length - 1) >> 1]!;
}
