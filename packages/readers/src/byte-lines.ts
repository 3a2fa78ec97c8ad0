import { utf8Chunks } from './encoding.ts';
import { REMEDY_MALFORMED, ReadProblem } from './problem.ts';
import type { SourceFile } from './source.ts';

const LINE_CAP = 4 * 1024 * 1024;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/**
 * Calls `onLine` for every line of a text file with the bytes that hold it and its bounds, without line end.
 * No string is made: at 20 million lines that is what costs. `cap` is the longest line, in bytes.
 * @throws ReadProblem for a line over `cap`.
 */
export async function scanLines(
  source: SourceFile,
  onLine: (bytes: Buffer, start: number, end: number, line: number) => void,
  cap = LINE_CAP,
): Promise<void> {
  let carry: Buffer[] = [];
  let carried = 0;
  let line = 0;
  for await (const chunk of utf8Chunks(source.open())) {
    let bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let start = 0;
    if (carried > 0) {
      const end = bytes.indexOf(NEWLINE);
      carry.push(Buffer.from(end < 0 ? bytes : bytes.subarray(0, end + 1)));
      carried += carry.at(-1)!.length;
      if (carried > cap) throw tooLong(line + 1, cap);
      if (end < 0) continue;
      const whole = Buffer.concat(carry);
      onLine(whole, 0, lineEnd(whole, 0, whole.length - 1), ++line);
      carry = [];
      carried = 0;
      start = end + 1;
    }
    for (let end = bytes.indexOf(NEWLINE, start); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      onLine(bytes, start, lineEnd(bytes, start, end), ++line);
      start = end + 1;
    }
    if (start < bytes.length) {
      bytes = Buffer.from(bytes.subarray(start));
      carry = [bytes];
      carried = bytes.length;
      if (carried > cap) throw tooLong(line + 1, cap);
    }
  }
  if (carried > 0) {
    const whole = Buffer.concat(carry);
    onLine(whole, 0, lineEnd(whole, 0, whole.length), ++line);
  }
}

/** Calls `onLine` for every line of a text file as text. */
export function scanTextLines(
  source: SourceFile,
  onLine: (text: string, line: number) => void,
  cap = LINE_CAP,
): Promise<void> {
  return scanLines(
    source,
    (bytes, start, end, line) => onLine(bytes.toString('utf8', start, end), line),
    cap,
  );
}

function lineEnd(bytes: Buffer, start: number, end: number): number {
  return end > start && bytes[end - 1] === RETURN ? end - 1 : end;
}

function tooLong(line: number, cap: number): ReadProblem {
  return new ReadProblem(`a line is longer than ${cap} bytes`, REMEDY_MALFORMED, { line });
}
