import type { CoverageTotals } from '@qitops/model';
import { type Attributes, readXml, type XmlHandler } from '../xml.ts';
import { declaredOnly, FileColumns } from './columns.ts';
import type { CoverageFormat, CoverageSink } from './format.ts';
import { reportPath } from './report-path.ts';

/** JaCoCo XML, of JaCoCo itself, Kover and gcovr. */
export const jacoco: CoverageFormat = {
  id: 'jacoco',
  title: 'JaCoCo XML',
  sniff: (head) =>
    head.root?.name === 'report' &&
    ['sessioninfo', 'package', 'group', 'counter', 'class'].some((name) => head.elements.has(name)),
  read: async (source, sink) => readXml(source, new JacocoHandler(sink), sink.warning),
};

const KINDS = new Map<string | undefined, keyof CoverageTotals>([
  ['LINE', 'lines'],
  ['BRANCH', 'branches'],
  ['METHOD', 'functions'],
]);

interface Method {
  name: string;
  line: number;
}

class JacocoHandler implements XmlHandler {
  readonly #sink: CoverageSink;
  readonly #columns = new FileColumns();
  #package = '';
  #file: string | null = null;
  #methods = new Map<string, { name: string; line: number; hits: number }[]>();
  #classFile = '';
  #method: Method | null = null;
  #counters: CoverageTotals = noCounters();
  #declared: Partial<CoverageTotals> = {};
  #hasCounts = true;

  constructor(sink: CoverageSink) {
    this.#sink = sink;
  }

  open(name: string, attributes: Attributes, depth: number): undefined {
    switch (name) {
      case 'line':
        if (this.#file !== null) this.#line(attributes);
        break;
      case 'counter':
        this.#counter(attributes, depth);
        break;
      case 'method':
        this.#method = {
          name: `${attributes.name ?? ''}${attributes.desc ?? ''}`,
          line: Number(attributes.line) || 0,
        };
        break;
      case 'class':
        this.#classFile = attributes.sourcefilename ?? '';
        break;
      case 'sourcefile':
        this.#file = attributes.name ?? '';
        this.#counters = noCounters();
        this.#hasCounts = true;
        break;
      case 'package':
        this.#package = attributes.name ?? '';
        this.#methods.clear();
    }
  }

  close(name: string, depth: number): void {
    if (name === 'sourcefile') this.#endFile();
    else if (name === 'method') this.#method = null;
    else if (name === 'package') this.#package = '';
    else if (depth === 0) this.#sink.declared(this.#declared);
  }

  #line({ nr, ci, mi, cb, mb }: Attributes): void {
    const line = Number(nr);
    if (!(line > 0)) return;
    if (ci === undefined && mi === undefined) {
      // gcovr writes lines without instruction counts: whether they were hit is not said.
      this.#hasCounts = false;
      return;
    }
    this.#columns.line(line, Number(ci) > 0 ? 1 : 0);
    const covered = Number(cb) || 0;
    const total = covered + (Number(mb) || 0);
    if (!this.#columns.armCounts(line, covered, total)) {
      this.#sink.partial(`line ${line} of ${this.#file} claims ${total} branches: passed over`);
    }
  }

  #counter(attributes: Attributes, depth: number): void {
    const kind = KINDS.get(attributes.type);
    if (!kind) return;
    const covered = Number(attributes.covered) || 0;
    const ratio = { covered, total: covered + (Number(attributes.missed) || 0) };
    if (this.#method) {
      if (kind !== 'functions' || this.#classFile === '') return;
      const methods = this.#methods.get(this.#classFile);
      const method = { ...this.#method, hits: covered };
      if (methods) methods.push(method);
      else this.#methods.set(this.#classFile, [method]);
    } else if (this.#file !== null) this.#counters[kind] = ratio;
    else if (depth === 1) this.#declared[kind] = ratio;
  }

  #endFile(): void {
    const name = this.#file ?? '';
    const path = reportPath(this.#package === '' ? name : `${this.#package}/${name}`);
    this.#file = null;
    if (!this.#hasCounts || (this.#columns.isEmpty && this.#counters.lines.total > 0)) {
      this.#columns.build(path);
      this.#sink.file(declaredOnly(path, this.#counters));
      return;
    }
    for (const method of this.#methods.get(name) ?? [])
      this.#columns.function(method.name, method.line, method.hits);
    this.#sink.file(this.#columns.build(path));
  }
}

function noCounters(): CoverageTotals {
  return {
    lines: { covered: 0, total: 0 },
    branches: { covered: 0, total: 0 },
    functions: { covered: 0, total: 0 },
  };
}
