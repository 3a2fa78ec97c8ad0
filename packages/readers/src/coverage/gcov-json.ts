import { type FileCoverage, FileCoverageBuilder } from '@qitops/model';
import { readJson } from '../json.ts';
import { asArray, asNumber, asObject, asText } from '../text.ts';
import { declaredOnly } from './columns.ts';
import type { CoverageFormat } from './format.ts';
import { reportPath } from './report-path.ts';

/** `gcov --json-format` (GCC 9 and later), often gzipped. */
export const gcovJson: CoverageFormat = {
  id: 'gcov-json',
  title: 'gcov JSON',
  sniff: (head) =>
    Boolean(head.json?.has('gcc_version') || (head.json?.has('format_version') && head.json.has('files'))),
  async read(source, sink) {
    await readJson(
      source,
      {
        current_working_directory: (value) => sink.root(asText(value) ?? ''),
        'files.*': (value) => sink.file(fileOf(asObject(value))),
      },
      sink.warning,
    );
  },
};

/** gcovr's own JSON, which it also merges. */
export const gcovrJson: CoverageFormat = {
  id: 'gcovr-json',
  title: 'gcovr JSON',
  sniff: (head) => Boolean(head.json?.has('gcovr/format_version')),
  async read(source, sink) {
    await readJson(source, { 'files.*': (value) => sink.file(fileOf(asObject(value))) }, sink.warning);
  },
};

/** gcovr's `--json-summary`: totals by file, no lines. */
export const gcovrSummary: CoverageFormat = {
  id: 'gcovr-summary-json',
  title: 'gcovr JSON summary',
  sniff: (head) => Boolean(head.json?.has('gcovr/summary_format_version')),
  async read(source, sink) {
    await readJson(
      source,
      {
        'files.*': (value) => {
          const file = asObject(value);
          const ratio = (kind: string): { covered: number; total: number } => ({
            covered: asNumber(file[`${kind}_covered`]) ?? 0,
            total: asNumber(file[`${kind}_total`]) ?? 0,
          });
          const totals = { lines: ratio('line'), branches: ratio('branch'), functions: ratio('function') };
          sink.file(declaredOnly(reportPath(asText(file.filename) ?? ''), totals));
        },
      },
      sink.warning,
    );
  },
};

function fileOf(file: Record<string, unknown>): FileCoverage {
  const builder = new FileCoverageBuilder(reportPath(asText(file.file) ?? ''));
  const blocks = new BlockNumbers();
  for (const value of asArray(file.lines)) {
    const record = asObject(value);
    const line = asNumber(record.line_number) ?? 0;
    // Lines that markers in the source exclude, or that hold no code, are not measured.
    if (line <= 0 || record['gcovr/excluded'] === true || record['gcovr/noncode'] === true) continue;
    builder.line(line, Math.max(0, asNumber(record.count) ?? 0));
    for (const [arm, each] of asArray(record.branches).entries()) {
      const branch = asObject(each);
      if (branch['gcovr/excluded'] === true) continue;
      const block = blocks.next(
        line,
        asText(record.function_name) ?? '',
        asNumber(branch.source_block_id) ?? 0,
      );
      builder.branch(line, block, arm, Math.max(0, asNumber(branch.count) ?? 0));
    }
  }
  for (const value of asArray(file.functions)) {
    const fn = asObject(value);
    if (fn['gcovr/excluded'] === true) continue;
    const name = asText(fn.demangled_name) ?? asText(fn.name) ?? '';
    builder.function(
      name,
      asNumber(fn.start_line) ?? asNumber(fn.lineno) ?? 0,
      asNumber(fn.execution_count) ?? 0,
    );
  }
  return builder.build();
}

/** Numbers the decisions of a line: instances of a template each bring their own blocks. */
class BlockNumbers {
  readonly #lines = new Map<number, Map<string, number>>();

  next(line: number, functionName: string, block: number): number {
    const known = this.#lines.get(line) ?? new Map<string, number>();
    this.#lines.set(line, known);
    const key = `${block} ${functionName}`;
    const number = known.get(key) ?? known.size;
    known.set(key, number);
    return number;
  }
}
