import { createHash } from 'node:crypto';
import { RunInfo, STATUS_CODES, type TestResult } from '@qitops/model';
import type { CatalogueBuilder } from './catalogue.ts';
import { cutDurations } from './cut-durations.ts';
import { runLength } from './run-length.ts';
import { isList, isPairs, isText, isTexts, isWholeNumbers } from './shapes.ts';

/** Version that is written; readers accept this one and the one before. */
export const RUN_VERSION = 1;

/** A stored run: positions refer to the concatenation of its catalogue chunks. */
export interface RunFile {
  v: number;
  info: RunInfo;
  /** Catalogue chunk hashes. */
  cat: string[];
  /** Tests in each chunk, so that a lost one does not take the others with it; older files do not say. */
  n?: number[];
  /** Run-length statuses by position: `p12f1-3` (`-` = not in the run). */
  o: string;
  /** Earlier attempts: [position, status letters, oldest first]. */
  a: [number, string][];
  /** Durations in ms by position; −1 = unknown. */
  d: ArrayLike<number>;
  /** Failures: [position, index of message]. */
  e: [number, number][];
  msg: string[];
}

/** A run file that was read and found sound. */
export interface ReadRun extends RunFile {
  d: Int32Array;
}

/** What is stored of a test. */
export type StoredTest = Pick<
  TestResult,
  'framework' | 'file' | 'suite' | 'name' | 'ordinal' | 'status' | 'durationMs' | 'attempts' | 'message'
>;

export interface EncodeOptions {
  catalogue: CatalogueBuilder;
  mask(text: string): string;
  /** The checkout, which is taken out of names. */
  root?: string | undefined;
}

/** Longest message that is kept, in characters. */
const MESSAGE_LENGTH = 200;

/** Turns a run into the objects to store: its catalogue chunks and its own file. */
export function encodeRun(
  { info, tests }: { info: RunInfo; tests: readonly StoredTest[] },
  { catalogue: builder, mask, root }: EncodeOptions,
): Map<string, Uint8Array> {
  const catalogue = builder.build(tests, info.project, root);
  const letters = new Array<string>(tests.length).fill('-');
  const durations = new Array<number>(tests.length).fill(-1);
  const attempts: [number, string][] = [];
  const failures: [number, number][] = [];
  const messages = new Map<string, number>();
  tests.forEach((test, index) => {
    const position = catalogue.positions[index]!;
    letters[position] = STATUS_CODES[test.status];
    if (test.durationMs !== null) durations[position] = Math.max(-1, Math.round(test.durationMs));
    if (test.attempts.length > 0) {
      attempts.push([position, test.attempts.map((attempt) => STATUS_CODES[attempt.status]).join('')]);
    }
    const message = shortMessage(test.message ?? '', mask);
    if (message !== '') {
      if (!messages.has(message)) messages.set(message, messages.size);
      failures.push([position, messages.get(message)!]);
    }
  });
  const file: RunFile = {
    v: RUN_VERSION,
    info,
    cat: catalogue.hashes,
    n: catalogue.sizes,
    o: runLength(letters),
    a: attempts.sort((x, y) => x[0] - y[0]),
    d: durations,
    e: failures.sort((x, y) => x[0] - y[0]),
    msg: [...messages.keys()],
  };
  const objects = new Map(catalogue.objects);
  objects.set(runKey(info), Buffer.from(JSON.stringify(file)));
  return objects;
}

/** The first line, masked before it is cut. */
function shortMessage(message: string, mask: (text: string) => string): string {
  return mask(message.trim().split('\n')[0]!).slice(0, MESSAGE_LENGTH).trim();
}

/** `runs/2026-11/<key>.json`. */
export function runKey(info: Pick<RunInfo, 'startedAt' | 'key'>): string {
  return `runs/${monthOf(info)}/${info.key}.json`;
}

/** `2026-11`. */
export function monthOf(info: Pick<RunInfo, 'startedAt'>): string {
  return info.startedAt.slice(0, 7);
}

/**
 * Reads a run file. Throws with a reason when it is damaged or of a version that is not known.
 * @param object its key in the store, which gives the run its own.
 */
export function parseRun(bytes: Uint8Array, object: string): ReadRun {
  const { file, durations } = readColumns(bytes);
  checkVersion(file, RUN_VERSION);
  const info = parseInfo(file.info);
  const sound =
    isTexts(file.cat) &&
    (file.n === undefined || (isWholeNumbers(file.n, 0) && file.n.length === file.cat.length)) &&
    typeof file.o === 'string' &&
    isPairs(file.a, isText) &&
    (durations !== null || isWholeNumbers(file.d, -1)) &&
    isPairs(file.e, Number.isInteger) &&
    isTexts(file.msg);
  if (!sound) throw new Error('it is damaged: it has not the shape of a run');
  // five hundred runs are held at once, and a list of numbers takes twice the memory
  return { ...file, d: durations ?? Int32Array.from(file.d), info: { ...info, key: keyOf(object) } };
}

/** The file as it is written, and its durations where they could be read without the rest; null = they are in it. */
function readColumns(bytes: Uint8Array): { file: RunFile; durations: Int32Array | null } {
  const cut = cutDurations(bytes);
  if (cut) {
    const file = jsonOf(cut.text);
    // elsewhere than at the top, it was something else that was cut
    if (file !== null && (file as { d?: unknown }).d === cut.mark) return { file, durations: cut.durations };
  }
  return { file: JSON.parse(Buffer.from(bytes).toString('utf8')) as RunFile, durations: null };
}

/** Null for what is no JSON: of the whole it is said what is wrong with it. */
function jsonOf(text: string): RunFile | null {
  try {
    return JSON.parse(text) as RunFile;
  } catch {
    return null;
  }
}

/** A short name for what a run file says of its tests, whatever its metadata are; empty when it cannot be read. */
export function contentOf(bytes: Uint8Array): string {
  try {
    const { cat, o, a, d, e, msg } = JSON.parse(Buffer.from(bytes).toString('utf8')) as RunFile;
    return createHash('sha256')
      .update(JSON.stringify([cat, o, a, d, e, msg]))
      .digest('hex')
      .slice(0, 8);
  } catch {
    return '';
  }
}

/** The key of the run that an object holds. */
export function keyOf(object: string): string {
  return object.slice(object.lastIndexOf('/') + 1, -'.json'.length);
}

/** Throws unless the version is `newest` or the one before it. */
export function checkVersion(file: unknown, newest: number): void {
  const version = file !== null && typeof file === 'object' && 'v' in file ? file.v : undefined;
  if (!Number.isInteger(version)) throw new Error('it is damaged: it has no version');
  if ((version as number) > newest) throw new Error(`written by a newer version (${version})`);
  if ((version as number) < Math.max(1, newest - 1)) {
    throw new Error(`written by a version that is not read any more (${version})`);
  }
}

/** Metadata of a run as it is stored; throws when it is damaged. */
export function parseInfo(info: unknown): RunInfo {
  const parsed = RunInfo.safeParse(info);
  if (!parsed.success || Number.isNaN(Date.parse(parsed.data.startedAt))) {
    throw new Error('it is damaged: its metadata cannot be read');
  }
  return parsed.data;
}

export function parseInfos(infos: unknown): RunInfo[] {
  if (!isList(infos)) throw new Error('it is damaged: its runs cannot be read');
  return infos.map(parseInfo);
}
