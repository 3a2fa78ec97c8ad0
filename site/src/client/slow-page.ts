import type { SiteManifest, SiteSlow, SiteSlowRow } from '@qitops/model';
import { load } from './data.ts';
import { h } from './dom.ts';
import { count, duration, percent, shortSha } from './format.ts';
import { bar, emptyState, middleCut, runHref, section, testHref } from './parts.ts';
import { table } from './table.ts';
import { TIMELINE_ANCHOR } from './timeline-facts.ts';

/** Where the time goes, and what became slower. */
export async function render(root: HTMLElement, manifest: SiteManifest): Promise<string> {
  if (!manifest.files.slow) {
    root.append(
      emptyState(
        'No test has a duration.',
        'Use a reporter that writes the time of each test, such as JUnit’s “time”.',
      ),
    );
    return 'Slow tests';
  }
  const slow = await load<SiteSlow>(manifest.files.slow);
  const top = slow.rows.slice(0, 10).reduce((sum, row) => sum + row.share, 0);
  const few = Math.min(10, slow.rows.length);
  root.append(
    h(
      'h1',
      null,
      slow.slower.length > 0 ? `${count(slow.slower.length, 'test')} became slower` : 'No test became slower',
    ),
    h(
      'p',
      { class: 'text' },
      `The slowest ${few} of ${count(slow.tests, 'test')} take ${percent(top, 1, 0)} of ${duration(slow.totalMs)}, the sum of all medians over up to 60 runs.`,
      manifest.timeline
        ? [
            ' ',
            h(
              'a',
              { href: `${runHref(manifest.timeline.run)}#${TIMELINE_ANCHOR}` },
              'When the tests of the newest run ran',
            ),
          ]
        : null,
    ),
  );
  if (slow.slower.length > 0)
    root.append(section('Became slower', 'a lasting step on the main branch', slowerTable(slow.slower)));
  root.append(section('Slowest', `of ${count(slow.tests, 'test')}`, slowTable(slow.rows)));
  return 'Slow tests';
}

const testCell = (row: SiteSlowRow) => [
  h('a', { href: testHref(row.id) }, middleCut(row.name, 24)),
  row.file ? h('span', { class: 'place' }, middleCut(row.file, 24)) : null,
];

function slowerTable(rows: readonly SiteSlowRow[]): HTMLElement {
  return table(
    'Tests that became slower',
    [
      { heading: 'Test', main: true, cell: testCell },
      { heading: 'Before', number: true, cell: (row) => duration(row.change!.before) },
      { heading: 'After', number: true, cell: (row) => duration(row.change!.after) },
      {
        heading: 'Factor',
        number: true,
        cell: (row) =>
          row.change!.before > 0 ? `× ${(row.change!.after / row.change!.before).toFixed(1)}` : 'from 0',
      },
      {
        heading: 'Since',
        cell: (row) => h('a', { href: `./run.html?run=${row.change!.run}` }, shortSha(row.change!.sha)),
      },
    ],
    rows,
    50,
  );
}

function slowTable(rows: readonly SiteSlowRow[]): HTMLElement {
  const most = rows[0]?.share ?? 0;
  return table(
    'Slowest tests',
    [
      { heading: 'Test', main: true, cell: testCell },
      { heading: 'Median', number: true, cell: (row) => duration(row.p50) },
      { heading: '95th percentile', number: true, wide: true, cell: (row) => duration(row.p95) },
      { heading: 'Share', number: true, cell: (row) => percent(row.share, 1) },
      { heading: 'Relative', wide: true, cell: (row) => bar(row.share, most) },
      { heading: 'Runs', number: true, wide: true, cell: (row) => row.n },
    ],
    rows,
    50,
  );
}
