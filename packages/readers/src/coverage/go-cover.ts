import { FileCoverageBuilder } from '@qitops/model';
import { scanTextLines } from '../byte-lines.ts';
import { REMEDY_MALFORMED, ReadProblem } from '../problem.ts';
import type { CoverageFormat } from './format.ts';
import { reportPath } from './report-path.ts';

/** Go's cover profile, `go test -coverprofile`. */
export const goCover: CoverageFormat = {
  id: 'go-cover',
  title: 'Go cover profile',
  sniff: (head) => /^\s*mode: (?:set|count|atomic)\s*$/m.test(head.text.slice(0, 200)),
  async read(source, sink) {
    const files = new Map<string, Blocks>();
    let bad: { text: string; line: number } | null = null;
    await scanTextLines(source, (text, line) => {
      // Profiles of several packages are often put one after the other, each with its mode line.
      if (text.trim() === '' || text.startsWith('mode: ')) return;
      const match = BLOCK.exec(text);
      if (!match) {
        bad ??= { text, line };
        return;
      }
      const path = match[1]!;
      const blocks = files.get(path) ?? new Blocks();
      files.set(path, blocks);
      blocks.add(Number(match[2]), Number(match[3]), Number(match[4]), Number(match[5]));
    });
    for (const [path, blocks] of files) sink.file(blocks.build(reportPath(path)));
    const first = bad as { text: string; line: number } | null;
    if (first) {
      const what = `"${first.text.slice(0, 80)}" is no line of a cover profile`;
      throw new ReadProblem(what, REMEDY_MALFORMED, { line: first.line });
    }
  },
};

const BLOCK = /^(.+):(\d+)\.\d+,(\d+)\.\d+ (\d+) (\d+)$/;
/** A block of a million lines is no block: a defence against made-up profiles. */
const LONGEST_BLOCK = 1_000_000;

/** Blocks of one file. A line's hits are the greatest count of the blocks that it is part of. */
class Blocks {
  readonly #builder = new Map<number, number>();

  add(first: number, last: number, statements: number, count: number): void {
    if (statements === 0 || last - first > LONGEST_BLOCK) return;
    for (let line = first; line <= last; line++) {
      const known = this.#builder.get(line);
      if (known === undefined || known < count) this.#builder.set(line, count);
    }
  }

  build(path: string): ReturnType<FileCoverageBuilder['build']> {
    const builder = new FileCoverageBuilder(path);
    for (const [line, hits] of this.#builder) builder.line(line, hits);
    return builder.build();
  }
}
