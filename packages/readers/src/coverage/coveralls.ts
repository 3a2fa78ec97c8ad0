import { readJson } from '../json.ts';
import { asArray, asNumber, asObject, asText } from '../text.ts';
import { FileColumns } from './columns.ts';
import type { CoverageFormat } from './format.ts';
import { reportPath } from './report-path.ts';

/** The Coveralls API's JSON, of gcovr, grcov, php-coveralls and others. */
export const coveralls: CoverageFormat = {
  id: 'coveralls-json',
  title: 'Coveralls JSON',
  sniff: (head) => Boolean(head.json?.has('source_files')),
  async read(source, sink) {
    const columns = new FileColumns();
    await readJson(
      source,
      {
        'source_files.*': (value) => {
          const file = asObject(value);
          for (const [i, hits] of asArray(file.coverage).entries()) {
            const count = asNumber(hits);
            if (count !== null) columns.line(i + 1, Math.max(0, count));
          }
          // Four numbers an arm: line, block, arm, hits.
          const numbers = asArray(file.branches).map((n) => asNumber(n) ?? 0);
          for (let i = 0; i + 3 < numbers.length; i += 4) {
            columns.arm(
              numbers[i]!,
              Math.max(0, numbers[i + 1]!),
              Math.max(0, numbers[i + 2]!),
              Math.max(0, numbers[i + 3]!),
            );
          }
          for (const each of asArray(file.functions)) {
            const fn = asObject(each);
            columns.function(
              asText(fn.name) ?? '',
              asNumber(fn.start) ?? 0,
              fn.exec === true ? 1 : (asNumber(fn.exec) ?? 0),
            );
          }
          sink.file(columns.build(reportPath(asText(file.name) ?? '')));
        },
      },
      sink.warning,
    );
  },
};
