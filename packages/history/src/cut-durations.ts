import { randomBytes } from 'node:crypto';

/** A run file as text without its durations, which are nine tenths of it. */
export interface CutDurations {
  text: string;
  /** Stands in the text where they were: what a file cannot hold by itself. */
  mark: string;
  durations: Int32Array;
}

const KEY = Buffer.from(',"d":[');
const CLOSE = ']'.charCodeAt(0);
const COMMA = ','.charCodeAt(0);
const MINUS = '-'.charCodeAt(0);
const ZERO = '0'.charCodeAt(0);
/** More digits might not fit into 32 bits. */
const DIGITS = 9;
const MARK = randomBytes(12).toString('hex');

let scratch = new Int32Array(0);

/**
 * Takes the durations out of the bytes of a run file and reads them without making a list of numbers first, which would
 * cost most of what a run costs. Null where they are not written the way qitops writes them; then all is read as JSON.
 */
export function cutDurations(bytes: Uint8Array): CutDurations | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const key = buffer.indexOf(KEY);
  if (key < 0) return null;
  const from = key + KEY.length;
  const to = buffer.indexOf(CLOSE, from);
  const durations = to < 0 ? null : numbersIn(buffer, from, to);
  if (!durations) return null;
  const text = `${buffer.toString('utf8', 0, from - 1)}"${MARK}"${buffer.toString('utf8', to + 1)}`;
  return { text, mark: MARK, durations };
}

/** Whole numbers from −1 up between `from` and `to`, with a comma between two; null for anything else. */
function numbersIn(buffer: Buffer, from: number, to: number): Int32Array | null {
  if (from === to) return new Int32Array();
  const most = (to - from + 1) >> 1;
  if (scratch.length < most) scratch = new Int32Array(2 * most);
  let n = 0;
  let number = 0;
  let start = from;
  for (let at = from; at <= to; at++) {
    const byte = buffer[at]!;
    const digit = byte - ZERO;
    if (digit >= 0 && digit <= 9) {
      number = number * 10 + digit;
    } else if (byte === COMMA || at === to) {
      const digits = at - start;
      if (digits === 0 || digits > DIGITS || (digits > 1 && buffer[start] === ZERO)) return null;
      scratch[n++] = number;
      number = 0;
      start = at + 1;
    } else if (byte === MINUS && at === start && isUnknown(buffer, at, to)) {
      scratch[n++] = -1;
      at += 2;
      start = at + 1;
    } else return null;
  }
  return scratch.slice(0, n);
}

/** Whether −1 and nothing more stands here. */
function isUnknown(buffer: Buffer, at: number, to: number): boolean {
  return buffer[at + 1] === ZERO + 1 && (at + 2 === to || (at + 2 < to && buffer[at + 2] === COMMA));
}
