import { type FileCoverage, FileCoverageBuilder } from '@qitops/model';
import { readJson } from '../json.ts';
import { asArray, asNumber, asObject, asText } from '../text.ts';
import { declaredOnly } from './columns.ts';
import type { CoverageFormat, CoverageSink } from './format.ts';
import { reportPath } from './report-path.ts';

/** Istanbul's `coverage-final.json`, of nyc, c8, Jest, Vitest, Cypress and Playwright plugins. */
export const istanbul: CoverageFormat = {
  id: 'istanbul-json',
  title: 'Istanbul JSON',
  sniff: (head) =>
    head.json !== null && !head.json.has('coverageMap') && /"(?:statementMap|branchMap)"\s*:/.test(head.text),
  async read(source, sink) {
    await readJson(source, { '*': (value, path) => emit(value, String(path[0]), sink) }, sink.warning);
  },
};

/** Jest's `--json` with `--coverage`: the same map under `coverageMap`. */
export const jestCoverage: CoverageFormat = {
  id: 'jest-json',
  title: 'Jest JSON with coverageMap',
  sniff: (head) => Boolean(head.json?.has('coverageMap') || head.json?.has('numTotalTests')),
  async read(source, sink) {
    let seen = 0;
    await readJson(
      source,
      {
        'coverageMap.*': (value, path) => {
          seen += 1;
          emit(value, String(path[1]), sink);
        },
      },
      sink.warning,
    );
    if (seen === 0) sink.warning('it has no coverageMap: run Jest with --coverage');
  },
};

/** Istanbul's `coverage-summary.json`: totals by file, no lines. */
export const istanbulSummary: CoverageFormat = {
  id: 'istanbul-summary',
  title: 'Istanbul JSON summary',
  sniff: (head) =>
    Boolean(head.json?.has('total') && head.json.has('total.lines') && head.json.has('total.lines.total')),
  async read(source, sink) {
    const read = (value: unknown): ReturnType<typeof totalsOf> => totalsOf(asObject(value));
    let declared: ReturnType<typeof totalsOf> | null = null;
    let files = 0;
    await readJson(
      source,
      {
        '*': (value, [path]) => {
          if (path === 'total') {
            declared = read(value);
            return;
          }
          files += 1;
          sink.file(declaredOnly(reportPath(String(path)), read(value)));
        },
      },
      sink.warning,
    );
    if (declared && files === 0) sink.file(declaredOnly('(total)', declared));
    else if (declared) sink.declared(declared);
  },
};

function totalsOf(summary: Record<string, unknown>): NonNullable<FileCoverage['declared']> {
  const ratio = (kind: string): { covered: number; total: number } => {
    const { covered, total } = asObject(summary[kind]);
    return { covered: Math.floor(asNumber(covered) ?? 0), total: Math.floor(asNumber(total) ?? 0) };
  };
  return { lines: ratio('lines'), branches: ratio('branches'), functions: ratio('functions') };
}

function emit(value: unknown, key: string, sink: CoverageSink): void {
  const outer = asObject(value);
  const file = asObject(outer.data ?? outer);
  if (file.statementMap === undefined && file.fnMap === undefined) return;
  sink.file(coverageOf(file, reportPath(asText(file.path) ?? key)));
}

/** A line's hits are the greatest count of the statements that start on it, as in Istanbul's own LCOV. */
function coverageOf(file: Record<string, unknown>, path: string): FileCoverage {
  const builder = new FileCoverageBuilder(path);
  const hits = asObject(file.s);
  for (const [id, place] of Object.entries(asObject(file.statementMap))) {
    const line = startLine(place);
    if (line > 0) builder.lineAtLeast(line, asNumber(hits[id]) ?? 0);
  }
  const arms = asObject(file.b);
  for (const [id, value] of Object.entries(asObject(file.branchMap))) {
    const branch = asObject(value);
    const line =
      startLine(branch.loc) || (asNumber(branch.line) ?? 0) || startLine(asArray(branch.locations)[0]);
    const block = Number(id);
    if (line <= 0) continue;
    for (const [arm, count] of asArray(arms[id]).entries()) {
      builder.branch(line, Number.isInteger(block) ? block : 0, arm, asNumber(count) ?? 0);
    }
  }
  const calls = asObject(file.f);
  for (const [id, value] of Object.entries(asObject(file.fnMap))) {
    const fn = asObject(value);
    const line = startLine(fn.decl) || startLine(fn.loc) || (asNumber(fn.line) ?? 0);
    builder.function(asText(fn.name) || `(anonymous_${id})`, Math.max(0, line), asNumber(calls[id]) ?? 0);
  }
  return builder.build();
}

function startLine(place: unknown): number {
  return asNumber(asObject(asObject(place).start).line) ?? 0;
}
