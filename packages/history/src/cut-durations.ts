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
  const numbers = scratch;
  let n = 0;
  for (let at = from; at <= to; at++) {
    const start = at;
    let number = 0;
    // what is no digit is far beyond 9 without its sign
    for (let digit = (buffer[at]! - ZERO) >>> 0; digit <= 9; digit = (buffer[++at]! - ZERO) >>> 0)
      number = (Math.imul(number, 10) + digit) | 0;
    const digits = at - start;
    if (digits === 0 && buffer[at] === MINUS && isUnknown(buffer, at, to)) {
      number = -1;
      at += 2;
    } else if (digits === 0 || digits > DIGITS || (digits > 1 && buffer[start] === ZERO)) return null;
    if (at !== to && buffer[at] !== COMMA) return null;
    numbers[n++] = number;
  }
  // a comma right before the end leaves a number out
  return buffer[to - 1] === COMMA ? null : numbers.slice(0, n);
}

/** Whether −1 and nothing more stands here. */
function isUnknown(buffer: Buffer, at: number, to: number): boolean {
  return buffer[at + 1] === ZERO + 1 && (at + 2 === to || (at + 2 < to && buffer[at + 2] === COMMA));
}
