import { FileCoverageBuilder } from '@qitops/model';
import { scanTextLines } from '../byte-lines.ts';
import type { CoverageFormat, CoverageSink } from './format.ts';
import { reportPath } from './report-path.ts';

/** `.gcov` files for people, and the intermediate format of GCC 4.7 to 8. */
export const gcovText: CoverageFormat = {
  id: 'gcov-text',
  title: 'gcov text',
  sniff: (head) =>
    /^\s*-:\s+0:Source:/m.test(head.text.slice(0, 2000)) ||
    /^(?:version:.*\n|cwd:.*\n)*file:[^\n]+\r?\n(?:function|lcount|branch):/.test(head.text),
  async read(source, sink) {
    const reader = new GcovReader(sink);
    await scanTextLines(source, (text) => reader.line(text));
    reader.flush();
  },
};

const LINE = /^\s*([^:]+):\s*(\d+):(.*)$/;

class GcovReader {
  readonly #sink: CoverageSink;
  #builder: FileCoverageBuilder | null = null;
  #line = 0;
  #function: { name: string; hits: number } | null = null;
  #arms = 0;

  constructor(sink: CoverageSink) {
    this.#sink = sink;
  }

  line(text: string): void {
    const intermediate = /^(file|lcount|function|branch):(.*)$/.exec(text);
    if (intermediate) this.#intermediate(intermediate[1]!, intermediate[2]!);
    else if (text.startsWith('function ')) this.#functionHead(text);
    else if (text.startsWith('branch ')) this.#branch(text);
    else {
      const match = LINE.exec(text);
      if (match) this.#sourceLine(match[1]!.trim(), Number(match[2]), match[3]!);
    }
  }

  flush(): void {
    if (this.#builder) this.#sink.file(this.#builder.build());
    this.#builder = null;
  }

  #sourceLine(count: string, line: number, text: string): void {
    if (line === 0) {
      if (text.startsWith('Source:')) this.#begin(text.slice('Source:'.length));
      return;
    }
    if (count === '-' || !this.#builder) return;
    this.#line = line;
    this.#arms = 0;
    // Instances of a template repeat the lines below their sum: the sum is the greatest.
    this.#builder.lineAtLeast(line, countOf(count));
    if (this.#function) this.#builder.function(this.#function.name, line, this.#function.hits);
    this.#function = null;
  }

  /** `function _Z3fooi called 3 returned 100% blocks executed 80%` stands before the first line of it. */
  #functionHead(text: string): void {
    const match = /^function (.*) called (\d+) returned/.exec(text);
    if (match) this.#function = { name: match[1]!, hits: Number(match[2]) };
  }

  /** `branch  0 taken 5 (fallthrough)`, `branch  1 taken 40%`, `branch  2 never executed` */
  #branch(text: string): void {
    const match = /^branch\s+(\d+) (?:taken (\d+)(%?)|never executed)/.exec(text);
    if (match && this.#line > 0)
      this.#builder?.branch(this.#line, 0, Number(match[1]), Number(match[2] ?? 0));
  }

  #intermediate(kind: string, rest: string): void {
    if (kind === 'file') {
      this.#begin(rest);
      return;
    }
    const fields = rest.split(',');
    const line = Number(fields[0]);
    if (!(line > 0)) return;
    if (kind === 'lcount') this.#builder?.line(line, Math.max(0, Number(fields[1]) || 0));
    else if (kind === 'function') {
      // GCC 8 put the last line between the first one and the count.
      const [count, name] =
        fields.length >= 4 && /^\d+$/.test(fields[2]!)
          ? [fields[2], fields.slice(3)]
          : [fields[1], fields.slice(2)];
      this.#builder?.function(name.join(','), line, Number(count) || 0);
    } else {
      if (line !== this.#line) this.#arms = 0;
      this.#line = line;
      this.#builder?.branch(line, 0, this.#arms++, fields[1] === 'taken' ? 1 : 0);
    }
  }

  #begin(path: string): void {
    this.flush();
    this.#builder = new FileCoverageBuilder(reportPath(path));
    this.#line = 0;
  }
}

const UNITS = new Map([
  ['k', 1e3],
  ['M', 1e6],
  ['G', 1e9],
  ['T', 1e12],
]);

/** `12`, `12*` (some block not executed), `1.2k`, `#####` and `=====` (never), `$$$$$` and `%%%%%` (blocks). */
function countOf(count: string): number {
  const match = /^([\d.]+)([kMGT]?)\*?$/.exec(count);
  return match ? Math.ceil(Number(match[1]) * (UNITS.get(match[2]!) ?? 1)) : 0;
}
