import { FileCoverageBuilder } from '@qitops/model';
import { readJson } from '../json.ts';
import { asArray, asNumber, asObject } from '../text.ts';
import type { CoverageFormat, CoverageSink } from './format.ts';
import { reportPath } from './report-path.ts';

/** SimpleCov's `.resultset.json` and its JSON formatter's `coverage.json`. */
export const simplecov: CoverageFormat = {
  id: 'simplecov-resultset',
  title: 'SimpleCov resultset',
  sniff: (head) =>
    /^\s*\{\s*"[^"]*"\s*:\s*\{\s*"coverage"\s*:/.test(head.text) ||
    Boolean(head.json?.has('meta.simplecov_version')),
  async read(source, sink) {
    await readJson(
      source,
      {
        '*.coverage.*': (value, path) => emit(value, String(path[2]), sink),
        'coverage.*': (value, path) => emit(value, String(path[1]), sink),
      },
      sink.warning,
    );
  },
};

function emit(value: unknown, path: string, sink: CoverageSink): void {
  const builder = new FileCoverageBuilder(reportPath(path));
  const lines = Array.isArray(value) ? value : asArray(asObject(value).lines);
  for (const [i, hits] of lines.entries()) {
    // null is no code, "ignored" stands between :nocov: marks.
    const count = asNumber(hits);
    if (count !== null) builder.line(i + 1, count);
  }
  const branches = asObject(value).branches;
  if (Array.isArray(branches))
    for (const [i, branch] of branches.entries()) addListed(builder, asObject(branch), i);
  else addConditions(builder, asObject(branches));
  sink.file(builder.build());
}

/** Keys are Ruby arrays as text: `[:if, 0, 3, 6, 3, 21]` = type, id, first line, column, last line, column. */
function addConditions(builder: FileCoverageBuilder, conditions: Record<string, unknown>): void {
  for (const [condition, arms] of Object.entries(conditions)) {
    const [block, line] = [...condition.matchAll(/, (\d+)/g)].map((match) => Number(match[1]));
    if (!line) continue;
    for (const [arm, [, hits]] of Object.entries(asObject(arms)).entries()) {
      builder.branch(line, block ?? 0, arm, asNumber(hits) ?? 0);
    }
  }
}

/** The JSON formatter lists arms with the line they are reported on. */
function addListed(builder: FileCoverageBuilder, branch: Record<string, unknown>, index: number): void {
  const line = asNumber(branch.report_line) ?? asNumber(branch.start_line);
  const hits = asNumber(branch.coverage);
  if (line !== null && hits !== null) builder.branch(line, 0, index, hits);
}
