import { type CasePriority, type CaseType, type FoundTest, foundTest, UserError } from '@qitops/model';
import { shownEncoding } from '../encoding.ts';
import { type CsvField, columnsOf } from './csv-columns.ts';
import { stepsOf } from './csv-steps.ts';

/** Rows that are read of one file. */
const MOST = 50_000;

interface Row {
  cell(field: CsvField): string;
  line: number;
}

/**
 * Cases in a table that a test management tool exported: TestRail, Zephyr, Xray or a plain one. A row without an id and
 * title of its own, or with those of the row before, holds more steps of the same case. Cells are text and nothing else:
 * what a spreadsheet would take for a formula is kept as it is written.
 * @param overrides `field=column`.
 * @throws UserError with file and line for a file that is no table, or whose columns are not known.
 */
export async function csvCases(
  given: Uint8Array | string,
  file: string,
  overrides: readonly string[] = [],
): Promise<FoundTest[]> {
  const text = typeof given === 'string' ? given : decoded(given);
  const found: FoundTest[] = [];
  let id = '';
  for (const row of await rowsOf(text, file, overrides)) {
    const [ownId, title] = [row.cell('id'), row.cell('title')];
    const last = found.at(-1);
    const same = ownId === '' ? title === '' || (title === last?.name && id === '') : ownId === id;
    const steps = stepsOf(row.cell('step'), row.cell('data'), row.cell('expected'));
    if (last && same) {
      last.steps.push(...steps);
      continue;
    }
    id = ownId;
    if (title === '' && ownId === '') continue;
    found.push(caseOf(row, { id: ownId, title: title || ownId, steps, file }));
  }
  return found;
}

function decoded(bytes: Uint8Array): string {
  return new TextDecoder(shownEncoding(bytes.subarray(0, 4))?.label ?? 'utf-8').decode(bytes);
}

function caseOf(
  row: Row,
  { id, title, steps, file }: { id: string; title: string; steps: FoundTest['steps']; file: string },
): FoundTest {
  const suite = row
    .cell('section')
    .split(/\s*(?:>|›|\/|\\)\s*/)
    .filter(Boolean);
  const type = typeOf(row.cell('type'));
  const priority = priorityOf(row.cell('priority'));
  const owner = row.cell('owner');
  return {
    ...foundTest({ file, line: row.line, suite, name: title }),
    ...(id ? { key: id } : {}),
    ...(type ? { type } : {}),
    ...(priority ? { priority } : {}),
    ...(owner ? { owner } : {}),
    description: row.cell('description') || null,
    tags: [...new Set([...listOf(row.cell('tags')), ...listOf(row.cell('references'))])],
    preconditions: [row.cell('preconditions')].filter(Boolean),
    steps,
  };
}

async function rowsOf(text: string, file: string, overrides: readonly string[]): Promise<Row[]> {
  const { CsvError, parse } = await import('csv-parse/sync');
  let records: { record: string[]; info: { lines: number } }[];
  try {
    records = parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      to: MOST,
    }) as unknown as typeof records;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === 'number' ? `:${error.lines}` : '';
    throw new UserError({
      what: `is no table: ${error.message}`,
      where: `${file}${line}`,
      remedy: 'write it as CSV with quoted cells, in UTF-8',
    });
  }
  const [head, ...body] = records;
  if (!head) throw new UserError({ what: 'is empty', where: file, remedy: 'export it with its heading row' });
  const columns = columnsOf(head.record, overrides, `${file}:1`);
  let before = head.info.lines;
  return body.map(({ record, info }): Row => {
    const line = before + 1;
    before = info.lines;
    const cell = (field: CsvField): string => {
      const at = columns.get(field);
      // the apostrophe that keeps spreadsheets from calculating is none of the text
      return (at === undefined ? '' : (record[at] ?? '')).trim().replace(/^'(?=[=+\-@])/, '');
    };
    return { cell, line };
  });
}

/** What stands most often in the heading row, outside of quotes. */
function delimiterOf(text: string): string {
  const [plain = ''] = text
    .slice(0, 10_000)
    .replace(/"[^"]*"/g, '')
    .split(/\r?\n/, 1);
  const count = (mark: string): number => plain.split(mark).length;
  return [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

function listOf(cell: string): string[] {
  return cell
    .split(/[,;\n]|\s{2,}/)
    .map((word) => word.trim())
    .filter(Boolean);
}

const PRIORITIES: readonly [RegExp, CasePriority][] = [
  [/critical|highest|blocker|urgent|^p0|must/i, 'critical'],
  [/high|major|^p1|^1/i, 'high'],
  [/low|minor|trivial|^p[3-9]|^[3-9]|don.?t/i, 'low'],
  [/medium|normal|^p2|^2/i, 'medium'],
];

function priorityOf(text: string): CasePriority | null {
  return PRIORITIES.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

const TYPES: readonly [RegExp, CaseType][] = [
  [/smoke|sanity/i, 'smoke'],
  [/regression/i, 'regression'],
  [/accessib/i, 'accessibility'],
  [/explor/i, 'exploratory'],
  [/perform|load|stress/i, 'performance'],
  [/secur|destruct/i, 'security'],
  [/usab/i, 'usability'],
  [/integration|compatib/i, 'integration'],
  [/end.?to.?end|e2e|acceptance|\bui\b/i, 'e2e'],
  [/\bapi\b/i, 'api'],
  [/unit/i, 'unit'],
  [/bug|defect/i, 'bug'],
  [/function/i, 'functional'],
];

function typeOf(text: string): CaseType | null {
  return TYPES.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}
