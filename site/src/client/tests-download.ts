import type { SiteTests } from '@qitops/model';
import { h } from './dom.ts';
import { lookOf } from './status.ts';

const COLUMNS = [
  'id',
  'file',
  'suite',
  'name',
  'status',
  'passed',
  'failed',
  'flaky',
  'medianMs',
  'p95Ms',
  'owners',
] as const;

/** A button that saves the rows now shown as CSV. */
export function downloadButton(tests: SiteTests, shown: () => readonly number[]): HTMLElement {
  const save = () => {
    const blob = new Blob([csvOf(tests, shown())], { type: 'text/csv' });
    const link = h('a', { download: 'tests.csv' });
    link.href = URL.createObjectURL(blob);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  return h('button', { type: 'button', class: 'button', on: { click: save } }, 'Save as CSV');
}

/** RFC 4180; a cell that a spreadsheet would take for a formula gets an apostrophe. */
export function csvOf(tests: SiteTests, rows: readonly number[]): string {
  const lines = rows.map((index) =>
    [
      tests.ids.slice(index * 16, index * 16 + 16),
      tests.files[tests.file[index]!] ?? '',
      (tests.suites[tests.suite[index]!] ?? []).join(' › '),
      tests.names[index]!,
      lookOf(tests.last[index]!).word,
      tests.passed[index]!,
      tests.failed[index]!,
      tests.flaky[index]!,
      tests.p50[index]! < 0 ? '' : tests.p50[index]!,
      tests.p95[index]! < 0 ? '' : tests.p95[index]!,
      (tests.fileOwners[tests.file[index]!] ?? []).map((place) => tests.owners[place]!).join(' '),
    ]
      .map(cellText)
      .join(','),
  );
  return [COLUMNS.join(','), ...lines, ''].join('\r\n');
}

function cellText(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
