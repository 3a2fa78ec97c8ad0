import { FileCoverageBuilder } from '@qitops/model';
import { readJson } from '../json.ts';
import { asArray, asNumber, asObject } from '../text.ts';
import type { CoverageFormat } from './format.ts';
import { reportPath } from './report-path.ts';

/** coverage.py's `coverage json`. */
export const coveragePy: CoverageFormat = {
  id: 'coverage-py-json',
  title: 'coverage.py JSON',
  sniff: (head) => Boolean(head.json?.has('files') && /"executed_lines"\s*:/.test(head.text)),
  async read(source, sink) {
    await readJson(
      source,
      {
        'files.*': (value, path) => {
          const file = asObject(value);
          const builder = new FileCoverageBuilder(reportPath(String(path[1])));
          for (const line of asArray(file.executed_lines)) builder.line(asNumber(line) ?? 0, 1);
          for (const line of asArray(file.missing_lines)) builder.line(asNumber(line) ?? 0, 0);
          for (const arm of asArray(file.executed_branches)) addArm(builder, arm, 1);
          for (const arm of asArray(file.missing_branches)) addArm(builder, arm, 0);
          for (const [name, fn] of Object.entries(asObject(file.functions))) {
            const { executed_lines, missing_lines, start_line } = asObject(fn);
            const lines = [...asArray(executed_lines), ...asArray(missing_lines)].map(
              (line) => asNumber(line) ?? 0,
            );
            // The empty name is the module's own code.
            if (name === '' || lines.length === 0) continue;
            const first = asNumber(start_line) ?? Math.min(...lines.slice(0, 10_000));
            builder.function(name, first, asArray(executed_lines).length > 0 ? 1 : 0);
          }
          const tests = testsOf(asObject(file.contexts));
          sink.file({ ...builder.build(), ...(tests.length > 0 ? { tests } : {}) });
        },
        totals: (value) => {
          const { covered_lines, num_statements } = asObject(value);
          const covered = asNumber(covered_lines);
          const total = asNumber(num_statements);
          if (covered !== null && total !== null) sink.declared({ lines: { covered, total } });
        },
      },
      sink.warning,
    );
  },
};

/** Tests of the contexts by line; pytest-cov adds the phase to the name (`test_a.py::test_x|run`). */
function testsOf(contexts: Record<string, unknown>): string[] {
  const names = new Set<string>();
  for (const each of Object.values(contexts))
    for (const name of asArray(each)) names.add(String(name).replace(/\|(run|setup|teardown)$/, ''));
  names.delete('');
  return [...names];
}

/** An arm is a jump from a line to another; a negative target leaves the function that starts there. */
function addArm(builder: FileCoverageBuilder, arm: unknown, hits: number): void {
  const [from, to] = asArray(arm).map((line) => asNumber(line) ?? 0);
  if (from === undefined || to === undefined || from === 0) return;
  builder.branch(Math.abs(from), 0, to < 0 ? 0x8000_0000 - to : to, hits);
}
