import { FileCoverageBuilder } from '@qitops/model';
import { type Attributes, readXml, type XmlHandler } from '../xml.ts';
import type { CoverageFormat, CoverageSink } from './format.ts';
import { reportPath } from './report-path.ts';

/** Clover XML, of OpenClover, Istanbul and PHPUnit. */
export const clover: CoverageFormat = {
  id: 'clover',
  title: 'Clover XML',
  sniff: (head) =>
    head.root?.name === 'coverage' &&
    (head.root.attributes.has('clover') || (head.elements.has('project') && head.elements.has('metrics'))),
  read: async (source, sink) => readXml(source, new CloverHandler(sink), sink.warning),
};

class CloverHandler implements XmlHandler {
  readonly #sink: CoverageSink;
  #file: FileCoverageBuilder | null = null;

  constructor(sink: CoverageSink) {
    this.#sink = sink;
  }

  open(name: string, attributes: Attributes): undefined {
    if (name === 'file')
      this.#file = new FileCoverageBuilder(reportPath(attributes.path || attributes.name || ''));
    else if (name === 'line' && this.#file) this.#line(this.#file, attributes);
  }

  close(name: string): void {
    if (name !== 'file' || !this.#file) return;
    this.#sink.file(this.#file.build());
    this.#file = null;
  }

  #line(
    file: FileCoverageBuilder,
    { num, type, count, truecount, falsecount, name, signature }: Attributes,
  ): void {
    const line = Number(num);
    if (!(line > 0)) return;
    const hits = Number(count) || 0;
    if (type === 'method') {
      file.function(name || signature || `line ${line}`, line, hits);
      file.lineAtLeast(line, hits);
      return;
    }
    const yes = Number(truecount) || 0;
    const no = Number(falsecount) || 0;
    // A condition that was never reached may carry its two counts without a count of the line.
    file.lineAtLeast(line, Math.max(hits, type === 'cond' && count === undefined ? yes + no : 0));
    if (type !== 'cond' || (truecount === undefined && falsecount === undefined)) return;
    file.branch(line, 0, 0, yes);
    file.branch(line, 0, 1, no);
  }
}
