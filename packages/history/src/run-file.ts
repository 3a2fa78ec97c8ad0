import {
  countTest,
  emptyCounts,
  type HistoryRun,
  type ResultCounts,
  type Run,
  RunInfo,
  STATUS_CODES,
  statusOfCode,
  type TestStatus,
} from '@qitops/model';
import { z } from 'zod';
import { buildCatalogue } from './catalogue.ts';

/** Version that is written; readers accept this one and the one before. */
export const RUN_VERSION = 1;

/** A stored run: positions refer to the concatenation of its catalogue chunks. */
export const RunFile = z.object({
  v: z.number().int(),
  info: RunInfo,
  /** Catalogue chunk hashes. */
  cat: z.array(z.string()),
  /** Run-length statuses by position: `p12f1-3` (`-` = not in the run). */
  o: z.string(),
  /** Earlier attempts: [position, status letters, oldest first]. */
  a: z.array(z.tuple([z.number().int(), z.string()])),
  /** Durations in ms by position; −1 = unknown. */
  d: z.array(z.number().int()),
  /** Failures: [position, index of message]. */
  e: z.array(z.tuple([z.number().int(), z.number().int()])),
  msg: z.array(z.string()),
});
export type RunFile = z.infer<typeof RunFile>;

/** Longest message that is kept, in characters. */
const MESSAGE_LENGTH = 200;

/** Turns a run into the objects to store: its catalogue chunks and its own file. */
export function encodeRun(run: Run, mask: (text: string) => string, root?: string): Map<string, Uint8Array> {
  const { tests } = run;
  const catalogue = buildCatalogue(tests, run.info.project, root);
  const letters = new Array<string>(tests.length).fill('-');
  const durations = new Array<number>(tests.length).fill(-1);
  const file: RunFile = {
    v: RUN_VERSION,
    info: run.info,
    cat: catalogue.hashes,
    o: '',
    a: [],
    d: durations,
    e: [],
    msg: [],
  };
  const messages = new Map<string, number>();
  tests.forEach((test, index) => {
    const position = catalogue.positions[index]!;
    letters[position] = STATUS_CODES[test.status];
    if (test.durationMs !== null) durations[position] = Math.round(test.durationMs);
    if (test.attempts.length > 0) {
      file.a.push([position, test.attempts.map((attempt) => STATUS_CODES[attempt.status]).join('')]);
    }
    if (test.message) {
      const message = mask(test.message.trim().split('\n')[0]!).slice(0, MESSAGE_LENGTH);
      if (!messages.has(message)) messages.set(message, messages.size);
      file.e.push([position, messages.get(message)!]);
    }
  });
  file.o = runLength(letters);
  file.a.sort((x, y) => x[0] - y[0]);
  file.e.sort((x, y) => x[0] - y[0]);
  file.msg = [...messages.keys()];
  const objects = new Map(catalogue.objects);
  objects.set(runKey(run.info), Buffer.from(JSON.stringify(file)));
  return objects;
}

/** `runs/2026-11/<key>.json`. */
export function runKey(info: RunInfo): string {
  return `runs/${info.startedAt.slice(0, 7)}/${info.key}.json`;
}

/** Reads a run file. Throws with a reason when it is damaged or of a version that is not known. */
export function parseRun(bytes: Uint8Array): RunFile {
  const file = RunFile.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  if (file.v > RUN_VERSION) throw new Error(`written by a newer version (${file.v})`);
  return file;
}

/** Puts a run file into columns. `positions` = index in the view's tests by position in the run. */
export function decodeRun(file: RunFile, positions: readonly number[], testCount: number): HistoryRun {
  const status = new Uint8Array(testCount);
  const durationMs = new Int32Array(testCount).fill(-1);
  const attempts = new Map(file.a.map(([position, letters]) => [positions[position]!, letters]));
  let position = 0;
  const counts = emptyCounts();
  for (const [, letter, count] of file.o.matchAll(/(\D)(\d+)/g)) {
    for (let i = 0; i < Number(count); i++, position++) {
      const test = positions[position];
      if (test === undefined) throw new Error('more statuses than tests in the catalogue');
      if (letter === '-') continue;
      status[test] = letter!.charCodeAt(0);
      durationMs[test] = file.d[position] ?? -1;
      count1(counts, statusOfCode(letter!), attempts.get(test), durationMs[test]!);
    }
  }
  const messages = new Map(file.e.map(([at, message]) => [positions[at]!, file.msg[message] ?? '']));
  return { info: file.info, counts, status, durationMs, attempts, messages };
}

function count1(
  counts: ResultCounts,
  status: TestStatus | null,
  earlier: string | undefined,
  ms: number,
): void {
  if (!status) return;
  const attempts = [...(earlier ?? '')].map((letter) => ({
    status: statusOfCode(letter) ?? 'other',
    durationMs: null,
  }));
  countTest(counts, { name: '', suite: [], file: null, status, durationMs: ms < 0 ? null : ms, attempts });
}

function runLength(letters: readonly string[]): string {
  let text = '';
  for (let i = 0; i < letters.length; ) {
    let end = i + 1;
    while (end < letters.length && letters[end] === letters[i]) end++;
    text += letters[i]! + (end - i);
    i = end;
  }
  return text;
}
