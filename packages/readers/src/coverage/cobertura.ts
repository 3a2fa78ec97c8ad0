import { FileCoverageBuilder } from '@qitops/model';
import { type Attributes, readXml, type XmlHandler } from '../xml.ts';
import { MOST_ARMS } from './columns.ts';
import type { CoverageFormat, CoverageSink } from './format.ts';
import { reportPath } from './report-path.ts';

/** Cobertura XML: coverage.py, gcovr, coverlet, Istanbul, PHPUnit, tarpaulin and the rest. */
export const cobertura: CoverageFormat = {
  id: 'cobertura',
  title: 'Cobertura XML',
  sniff: (head) =>
    head.root?.name === 'coverage' &&
    (head.root.attributes.has('line-rate') || head.elements.has('packages') || head.elements.has('class')),
  async read(source, sink) {
    const handler = new CoberturaHandler(sink);
    try {
      await readXml(source, handler, sink.warning);
    } finally {
      handler.flush();
    }
  },
};

class CoberturaHandler implements XmlHandler {
  readonly #sink: CoverageSink;
  readonly #files = new Map<string, FileCoverageBuilder>();
  #file: FileCoverageBuilder | null = null;
  #method: { name: string; line: number; hits: number } | null = null;
  /** Lines of methods: they stand a second time among those of the class, unless that has none. */
  #methodLines: Attributes[] = [];
  #ownLines = false;
  #source = '';

  constructor(sink: CoverageSink) {
    this.#sink = sink;
  }

  open(name: string, attributes: Attributes): boolean {
    switch (name) {
      case 'coverage':
        this.#declare(attributes);
        break;
      case 'source':
        this.#source = '';
        return true;
      case 'class':
        this.#file = this.#builder(reportPath(attributes.filename ?? attributes.name ?? ''));
        break;
      case 'method':
        this.#method = { name: `${attributes.name ?? ''}${attributes.signature ?? ''}`, line: 0, hits: 0 };
        break;
      case 'line':
        this.#line(attributes);
    }
    return false;
  }

  text(text: string): void {
    this.#source += text;
  }

  close(name: string): void {
    if (name === 'source' && this.#source.trim()) this.#sink.root(this.#source.trim());
    else if (name === 'method' && this.#method && this.#file) {
      if (this.#method.name) this.#file.function(this.#method.name, this.#method.line, this.#method.hits);
      this.#method = null;
    } else if (name === 'class') this.#endClass();
  }

  #line(attributes: Attributes): void {
    const line = Number(attributes.number);
    if (!this.#file || !Number.isInteger(line) || line <= 0) return;
    const hits = Math.max(0, Number(attributes.hits) || 0);
    if (this.#method && (this.#method.line === 0 || line < this.#method.line)) {
      this.#method.line = line;
      this.#method.hits = hits;
    }
    if (this.#method) {
      this.#methodLines.push(attributes);
      return;
    }
    this.#ownLines = true;
    // Two classes of one file may share a line: the same line, not more hits of it.
    this.#file.lineAtLeast(line, hits);
    const counts = /\((\d+)\s*\/\s*(\d+)\)/.exec(attributes['condition-coverage'] ?? '');
    if (!counts) return;
    if (Number(counts[2]) > MOST_ARMS)
      this.#sink.partial(`line ${line} claims ${counts[2]} branches: passed over`);
    else this.#file.branchCounts(line, Number(counts[1]), Number(counts[2]));
  }

  #endClass(): void {
    const lines = this.#methodLines;
    this.#methodLines = [];
    if (!this.#ownLines) for (const attributes of lines) this.#line(attributes);
    this.#ownLines = false;
    this.#file = null;
  }

  #declare(attributes: Attributes): void {
    const covered = attributes['lines-covered'];
    const total = attributes['lines-valid'];
    if (covered !== undefined && total !== undefined) {
      this.#sink.declared({ lines: { covered: Number(covered), total: Number(total) } });
    }
  }

  #builder(path: string): FileCoverageBuilder {
    const known = this.#files.get(path);
    if (known) return known;
    const builder = new FileCoverageBuilder(path);
    this.#files.set(path, builder);
    return builder;
  }

  /** A file's classes may stand anywhere in the report, so files are known only at its end. */
  flush(): void {
    for (const builder of this.#files.values()) this.#sink.file(builder.build());
    this.#files.clear();
  }
}
