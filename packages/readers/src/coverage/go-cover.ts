import { type FileCoverage, noBranches } from '@qitops/model';
import { scanLines } from '../byte-lines.ts';
import type { CoverageFormat, CoverageSink } from './format.ts';
import { reportPath } from './report-path.ts';

/** Go's cover profile, `go test -coverprofile`. */
export const goCover: CoverageFormat = {
  id: 'go-cover',
  title: 'Go cover profile',
  sniff: (head) => /^\s*mode: (?:set|count|atomic)\s*$/m.test(head.text.slice(0, 200)),
  async read(source, sink) {
    const profile = new GoProfile(sink);
    await scanLines(source, (bytes, start, end, line) => profile.line(bytes, start, end, line));
    profile.end();
  },
};

const COLON = 0x3a;
/** `<first line>.<column>,<last line>.<column> <statements> <count>` behind the path and its colon. */
const FIELDS = 6;
const SEPARATORS = [0x2e, 0x2c, 0x2e, 0x20, 0x20];
const LARGEST_LINE = 5_000_000;
const MAX = 0xffff_fffe;

class GoProfile {
  readonly #sink: CoverageSink;
  readonly #files = new Map<string, Blocks>();
  readonly #fields = new Float64Array(FIELDS);
  /** Path of the line before, whose blocks the next line most often adds to. */
  #path = Buffer.alloc(0);
  #blocks: Blocks | null = null;

  constructor(sink: CoverageSink) {
    this.#sink = sink;
  }

  line(bytes: Buffer, start: number, end: number, line: number): void {
    if (start >= end) return;
    const colon = bytes.lastIndexOf(COLON, end - 1);
    const whole = colon > start && this.#parse(bytes, colon + 1, end);
    if (!whole) {
      const text = bytes.toString('utf8', start, Math.min(end, start + 80));
      // Profiles of several packages are often put one after the other, each with its mode line.
      if (text.trim() !== '' && !text.startsWith('mode: ')) {
        this.#sink.partial(`"${text}" is no line of a cover profile: passed over`, line);
      }
      return;
    }
    const [first, , last, , statements, count] = this.#fields as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    if (statements === 0) return;
    if (last > LARGEST_LINE || first > last) {
      this.#sink.partial(`a block from line ${first} to ${last} is none: passed over`, line);
      return;
    }
    this.#of(bytes, start, colon).add(first, last, count);
  }

  end(): void {
    for (const [path, blocks] of this.#files) this.#sink.file(blocks.build(reportPath(path)));
  }

  #parse(bytes: Buffer, start: number, end: number): boolean {
    let at = start;
    for (let field = 0; field < FIELDS; field++) {
      const from = at;
      let value = 0;
      for (; at < end; at++) {
        const digit = bytes[at]! - 0x30;
        if (digit < 0 || digit > 9) break;
        value = value * 10 + digit;
      }
      if (at === from) return false;
      this.#fields[field] = value;
      if (field < FIELDS - 1 && bytes[at++] !== SEPARATORS[field]) return false;
    }
    return at === end;
  }

  #of(bytes: Buffer, start: number, end: number): Blocks {
    if (this.#blocks && this.#path.length === end - start && this.#path.compare(bytes, start, end) === 0) {
      return this.#blocks;
    }
    this.#path = Buffer.from(bytes.subarray(start, end));
    const path = this.#path.toString('utf8');
    this.#blocks = this.#files.get(path) ?? new Blocks();
    this.#files.set(path, this.#blocks);
    return this.#blocks;
  }
}

/** Blocks of one file. A line's hits are the greatest count of the blocks that it is part of. */
class Blocks {
  /** By line: 0 = in no block, else hits + 1. */
  #hits = new Uint32Array(64);
  #last = 0;

  add(first: number, last: number, count: number): void {
    if (last >= this.#hits.length) {
      const larger = new Uint32Array(Math.max(last + 1, Math.min(this.#hits.length * 2, LARGEST_LINE + 1)));
      larger.set(this.#hits);
      this.#hits = larger;
    }
    this.#last = Math.max(this.#last, last);
    const value = Math.min(count, MAX) + 1;
    for (let line = first; line <= last; line++) if (this.#hits[line]! < value) this.#hits[line] = value;
  }

  build(path: string): FileCoverage {
    const known = this.#hits.subarray(1, this.#last + 1);
    let length = 0;
    for (const value of known) if (value > 0) length += 1;
    const line = new Uint32Array(length);
    const hits = new Uint32Array(length);
    let row = 0;
    for (let i = 0; i < known.length; i++) {
      if (known[i] === 0) continue;
      line[row] = i + 1;
      hits[row++] = known[i]! - 1;
    }
    return { path, lines: { line, hits }, branches: noBranches(), functions: [] };
  }
}
