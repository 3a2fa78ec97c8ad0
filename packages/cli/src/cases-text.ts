import { escapeTerminal } from '@qitops/escape';
import { type CasesDocument, type CasesWrittenDocument, isDead, type LinkedCase } from '@qitops/model';

const WIDEST = 60;

function count(amount: number, noun: string): string {
  return `${amount} ${amount === 1 ? noun : `${noun}s`}`;
}

/** The catalogue as a table, and how many cases came to what. */
export function casesText({ cases, problems }: CasesDocument): string {
  if (cases.length === 0)
    return 'no test case is listed; write one with `qitops cases new --title "what it checks"`, or take those of your suites with `qitops cases import`';
  const rows = cases.map((one) => [
    one.id,
    one.title,
    one.type ?? '',
    one.priority ?? '',
    statusText(one),
    one.owner ?? '',
  ]);
  const lines = table([['id', 'title', 'type', 'priority', 'last result', 'owner'], ...rows]);
  const counted = Object.entries(Object.groupBy(cases, ({ status }) => status)).map(
    ([status, list]) => `${list!.length} ${status}`,
  );
  lines.push(`${count(cases.length, 'case')}: ${counted.join(', ')}`);
  for (const one of cases)
    for (const link of [...one.covers, ...one.automatedBy].filter(isDead))
      lines.push(
        `dead link  ${one.path}:${link.line}  ${'text' in link ? link.text : `${link.path} ${link.symbol ?? ''}`}`,
      );
  const broken = problems.filter(({ kind }) => kind !== 'dead-link').length;
  if (broken > 0) lines.push(`${count(broken, 'problem')} in the files: see \`qitops cases check\``);
  return escapeTerminal(lines.join('\n'));
}

function statusText({ status, automatedBy, deadLinks }: LinkedCase): string {
  const tests = automatedBy.reduce((sum, link) => sum + link.tests.length, 0);
  const words = status === 'manual' ? 'manual' : `${status} (${count(tests, 'test')})`;
  return deadLinks > 0 ? `${words}, ${deadLinks} dead` : words;
}

/** Columns as wide as what is in them, cut where that is too wide. */
function table(rows: readonly (readonly string[])[]): string[] {
  const plain = rows.map((row) => row.map((cell) => cut(cell.replace(/\s+/g, ' '))));
  const widths = plain[0]!.map((_, at) => Math.max(...plain.map((row) => row[at]!.length)));
  return plain.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at]!))
      .join('  ')
      .trimEnd(),
  );
}

function cut(text: string): string {
  return text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text;
}

/** Everything that does not hold, each with its place and what to do. */
export function checkText({ cases, problems, tests, notes }: CasesDocument, files: number): string {
  const lines = problems.map(
    ({ path, line, column, what, remedy }) => `${path}:${line}:${column}: ${what}. Fix: ${remedy}`,
  );
  lines.push(
    problems.length > 0
      ? `${count(problems.length, 'problem')} in ${count(cases.length, 'case')} (${count(files, 'file')})`
      : `${count(cases.length, 'case')} in ${count(files, 'file')}, nothing is wrong`,
  );
  if (tests) lines.push(`${tests.withoutCase} of ${tests.known} automated tests have no case`);
  return escapeTerminal([...lines, ...notes.map((note) => `note: ${note}`)].join('\n'));
}

const LISTED = 30;

/** What was written, and what stayed. */
export function writtenText({ files, written, skipped, notes }: CasesWrittenDocument): string {
  const changed = files.filter(({ change }) => change === 'created' || change === 'updated');
  const lines = changed.slice(0, LISTED).map(({ path, change, title }) => `${change}  ${path}  ${title}`);
  if (changed.length > LISTED) lines.push(`and ${changed.length - LISTED} more`);
  for (const { path, from } of files.filter(({ change }) => change === 'kept'))
    lines.push(`kept     ${path}  it is somebody's own by now (${from})`);
  for (const { path, line, reason } of skipped)
    lines.push(`skipped  ${path}${line ? `:${line}` : ''}: ${reason}`);
  const count = (change: string): number => files.filter((file) => file.change === change).length;
  lines.push(
    `${count('created')} created, ${count('updated')} updated, ${count('unchanged')} unchanged, ${count('kept')} kept`,
  );
  if (!written) lines.push('nothing was written: this was a dry run');
  return escapeTerminal([...lines, ...notes.map((note) => `note: ${note}`)].join('\n'));
}
