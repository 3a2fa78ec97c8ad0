import { FileCoverageBuilder } from '@qitops/model';
import { type Attributes, readXml, type XmlHandler } from '../xml.ts';
import type { CoverageFormat, CoverageSink } from './format.ts';
import { reportPath } from './report-path.ts';

/** OpenCover XML, also of coverlet and AltCover. */
export const opencover: CoverageFormat = {
  id: 'opencover',
  title: 'OpenCover XML',
  sniff: (head) => head.root?.name === 'CoverageSession',
  async read(source, sink) {
    const handler = new OpenCoverHandler(sink);
    try {
      await readXml(source, handler, sink.warning);
    } finally {
      handler.flush();
    }
  },
};

class OpenCoverHandler implements XmlHandler {
  readonly #sink: CoverageSink;
  /** File ids are given for each module. */
  readonly #paths = new Map<string, string>();
  readonly #files = new Map<string, FileCoverageBuilder>();
  #methodFile: string | undefined;
  #methodName: string | null = null;
  #collectingName = false;
  #first: { path: string; line: number; hits: number } | null = null;

  constructor(sink: CoverageSink) {
    this.#sink = sink;
  }

  open(name: string, attributes: Attributes): boolean {
    switch (name) {
      case 'Module':
        this.#paths.clear();
        break;
      case 'File':
        this.#paths.set(attributes.uid ?? '', reportPath(attributes.fullPath ?? ''));
        break;
      case 'Method':
        this.#methodFile = undefined;
        this.#methodName = '';
        this.#first = null;
        break;
      case 'FileRef':
        this.#methodFile = attributes.uid;
        break;
      case 'SequencePoint':
        this.#point(attributes);
        break;
      case 'BranchPoint':
        this.#branch(attributes);
        break;
      case 'Name':
        this.#collectingName = this.#methodName !== null;
        return this.#collectingName;
    }
    return false;
  }

  text(text: string): void {
    if (this.#collectingName) this.#methodName += text;
  }

  close(name: string): void {
    if (name === 'Name') this.#collectingName = false;
    if (name !== 'Method') return;
    if (this.#first && this.#methodName) {
      this.#builder(this.#first.path).function(this.#methodName, this.#first.line, this.#first.hits);
    }
    this.#methodName = null;
  }

  flush(): void {
    for (const builder of this.#files.values()) this.#sink.file(builder.build());
    this.#files.clear();
  }

  #point({ sl, el, vc, fileid }: Attributes): void {
    const path = this.#paths.get(fileid ?? this.#methodFile ?? '');
    const line = Number(sl);
    // 0xFEEFEE is the compiler's "hidden" line.
    if (path === undefined || !(line > 0) || line === 0xfeefee) return;
    const hits = Number(vc) || 0;
    // A statement of several lines is one sequence point that spans them.
    const last = Math.min(Math.max(line, Number(el) || line), line + 1000);
    const builder = this.#builder(path);
    for (let each = line; each <= last; each++) builder.lineAtLeast(each, hits);
    this.#first ??= { path, line, hits };
  }

  #branch({ sl, vc, offset, path: arm, ordinal, fileid }: Attributes): void {
    const path = this.#paths.get(fileid ?? this.#methodFile ?? '');
    const line = Number(sl);
    if (path === undefined || !(line > 0) || line === 0xfeefee) return;
    this.#builder(path).branch(line, Number(offset ?? ordinal) || 0, Number(arm) || 0, Number(vc) || 0);
  }

  #builder(path: string): FileCoverageBuilder {
    let builder = this.#files.get(path);
    if (!builder) {
      builder = new FileCoverageBuilder(path);
      this.#files.set(path, builder);
    }
    return builder;
  }
}
