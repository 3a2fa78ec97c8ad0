import { scanLines } from '../byte-lines.ts';
import { REMEDY_TRUNCATED, ReadProblem } from '../problem.ts';
import type { CoverageFormat, CoverageSink } from './format.ts';
import { LcovRecord } from './lcov-record.ts';

/** LCOV tracefiles (geninfo's manual page), of lcov 1 and 2, Istanbul, coverage.py, llvm-cov, grcov. */
export const lcov: CoverageFormat = {
  id: 'lcov',
  title: 'LCOV',
  sniff: (head) =>
    /^(?:\s*(?:TN:.*|#.*|SF:.+|VER:.*)\r?\n)*\s*SF:.+/.test(head.text) || /^\s*TN:[^\n]*\s*$/.test(head.text),
  async read(source, sink) {
    const reader = new LcovReader(sink);
    await scanLines(source, (bytes, start, end, line) => reader.line(bytes, start, end, line));
    reader.end();
  },
};

const COLON = 0x3a;
const COMMA = 0x2c;
const MINUS = 0x2d;
const A = 0x41;
const B = 0x42;
const D = 0x44;
const F = 0x46;
const H = 0x48;
const L = 0x4c;
const N = 0x4e;
const R = 0x52;
const S = 0x53;

class LcovReader {
  readonly #sink: CoverageSink;
  readonly #record = new LcovRecord();
  #open = false;
  #line = 0;
  #unknown = new Set<string>();
  #negative = false;
  /** Name of the test that the records are of. */
  #test = '';

  constructor(sink: CoverageSink) {
    this.#sink = sink;
  }

  line(bytes: Buffer, start: number, end: number, line: number): void {
    this.#line = line;
    if (start >= end) return;
    const b0 = bytes[start]!;
    const b1 = bytes[start + 1]!;
    if (!this.#open && (b0 === D || b0 === B || (b0 === F && b1 === N))) this.#outside();
    else if (b0 === D && b1 === A && bytes[start + 2] === COLON) this.#da(bytes, start + 3, end);
    else if (b0 === B && b1 === R && bytes[start + 2] === D) this.#brda(bytes, start + 5, end);
    else if (b0 === F && b1 === N) this.#fn(bytes, start, end);
    else if (b0 === S && b1 === F && bytes[start + 2] === COLON) this.#sf(bytes, start + 3, end);
    else if (b0 === L && bytes[start + 2] === COLON) this.#declared(b1, bytes, start + 3, end);
    else if (b0 === 0x65 && bytes.toString('latin1', start, end).trimEnd() === 'end_of_record')
      this.#endRecord();
    else this.#other(bytes, start, end);
  }

  end(): void {
    if (!this.#open) return;
    // Some writers leave out the last end_of_record: a record with a total is whole, one without is cut.
    const whole = this.#record.declaredLines !== null;
    this.#endRecord();
    if (!whole) {
      throw new ReadProblem('the file ends before end_of_record', REMEDY_TRUNCATED, { line: this.#line });
    }
  }

  #sf(bytes: Buffer, start: number, end: number): void {
    if (this.#open) {
      this.#sink.warning('SF: without end_of_record before it', this.#line);
      this.#endRecord();
    }
    this.#open = true;
    this.#record.begin(bytes.toString('utf8', start, end));
  }

  #da(bytes: Buffer, start: number, end: number): void {
    const line = digits(bytes, start, end);
    const comma = digitsEnd;
    if (comma === start || bytes[comma] !== COMMA) {
      this.#malformed(bytes, start - 3, end);
      return;
    }
    const hits = this.#hits(bytes, comma + 1, end);
    if (line > 0 && hits >= 0) this.#record.line(line, hits);
  }

  /**
   * Hits as lcov and others write them: 3, 1e+06, 2.5, −1 (an overflow in old gcov: not known to be hit).
   * −1 is returned for what is no number at all.
   */
  #hits(bytes: Buffer, start: number, end: number): number {
    const hits = digits(bytes, start, end);
    if (digitsEnd > start && (digitsEnd >= end || bytes[digitsEnd] === COMMA)) return hits;
    const text = bytes.toString('latin1', start, end).split(',', 1)[0]!.trim();
    const value = Number(text);
    if (text === '' || Number.isNaN(value)) {
      this.#malformed(bytes, start, end);
      return -1;
    }
    if (value < 0 && !this.#negative) {
      this.#negative = true;
      this.#sink.warning('a negative count was read as 0', this.#line);
    }
    return Math.max(0, Math.ceil(value));
  }

  #brda(bytes: Buffer, start: number, end: number): void {
    if (bytes[start - 2] !== A || bytes[start - 1] !== COLON) {
      this.#other(bytes, start - 5, end);
      return;
    }
    const line = digits(bytes, start, end);
    let at = digitsEnd;
    if (at === start || bytes[at] !== COMMA) {
      this.#malformed(bytes, start - 5, end);
      return;
    }
    at += 1;
    // lcov 2 marks exception branches: e0
    if (bytes[at] === 0x65) at += 1;
    const block = digits(bytes, at, end);
    if (digitsEnd === at || bytes[digitsEnd] !== COMMA) {
      this.#malformed(bytes, start - 5, end);
      return;
    }
    at = digitsEnd + 1;
    const armStart = at;
    const arm = digits(bytes, at, end);
    if (digitsEnd > at && bytes[digitsEnd] === COMMA) at = digitsEnd;
    else at = bytes.lastIndexOf(COMMA, end - 1);
    if (at < armStart) {
      this.#malformed(bytes, start - 5, end);
      return;
    }
    const taken = bytes[at + 1] === MINUS && at + 2 === end ? 0 : this.#hits(bytes, at + 1, end);
    if (taken < 0) return;
    if (digitsOnly(bytes, armStart, at)) this.#record.arm(line, block, arm, taken);
    else this.#record.namedArm(line, block, bytes.toString('utf8', armStart, at), taken);
  }

  #fn(bytes: Buffer, start: number, end: number): void {
    const third = bytes[start + 2];
    if (third === COLON) this.#record.functionAt(bytes, start + 3, end);
    else if (third === D && bytes[start + 3] === A) this.#record.functionHits(bytes, start + 5, end);
    else if (third === L) this.#record.leader(bytes, start + 4, end);
    else if (third === A) this.#record.alias(bytes, start + 4, end);
    else if (third !== F && third !== H) this.#other(bytes, start, end);
  }

  #declared(kind: number, bytes: Buffer, start: number, end: number): void {
    if (kind === F) this.#record.declaredLines = digits(bytes, start, end);
    else if (kind === H) this.#record.declaredHit = digits(bytes, start, end);
  }

  #endRecord(): void {
    if (!this.#open) {
      this.#outside();
      return;
    }
    this.#open = false;
    const declared = this.#record.declaredLines;
    const coverage = this.#record.end();
    const counted = coverage.lines.line.length;
    if (declared !== null && declared !== counted) {
      this.#sink.warning(
        `LF says ${declared} lines of ${coverage.path}, ${counted} were counted`,
        this.#line,
      );
    }
    const ran = this.#test !== '' && coverage.lines.hits.some((hits) => hits > 0);
    this.#sink.file(ran ? { ...coverage, tests: [this.#test] } : coverage);
  }

  #outside(): void {
    this.#sink.partial('a record stands outside of SF … end_of_record: passed over', this.#line);
  }

  #other(bytes: Buffer, start: number, end: number): void {
    const text = bytes.toString('utf8', start, Math.min(end, start + 80)).trim();
    if (text === '' || text.startsWith('#')) return;
    const tag = /^([A-Z_]+):?/.exec(text)?.[1];
    if (!tag) {
      this.#malformed(bytes, start, end);
      return;
    }
    if (tag === 'TN') this.#test = text.slice(3).trim();
    if (tag === 'TN' || tag === 'BRF' || tag === 'BRH' || this.#unknown.has(tag)) return;
    this.#unknown.add(tag);
    if (!QUIET.has(tag)) this.#sink.warning(`the record ${tag} is not known: passed over`, this.#line);
  }

  /** A line that cannot be read is passed over, and the file is then never called whole. */
  #malformed(bytes: Buffer, start: number, end: number): void {
    const text = bytes.toString('utf8', Math.max(0, start), Math.min(end, start + 80));
    this.#sink.partial(`"${text}" is no LCOV record: passed over`, this.#line);
  }
}

/** Records that are known and say nothing of lines, branches or functions. */
const QUIET = new Set(['VER', 'MCDC', 'MCF', 'MCH', 'SN']);

/** Where the last call of {@link digits} stopped: a second return value without an object for it. */
let digitsEnd = 0;

function digits(bytes: Buffer, start: number, end: number): number {
  let value = 0;
  let i = start;
  for (; i < end; i++) {
    const digit = bytes[i]! - 0x30;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  digitsEnd = i;
  return value;
}

function digitsOnly(bytes: Buffer, start: number, end: number): boolean {
  digits(bytes, start, end);
  return digitsEnd === end && end > start;
}
