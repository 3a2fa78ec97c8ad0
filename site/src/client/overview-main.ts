import type { SiteList, SiteOverview, SiteTestLine } from '@qitops/model';
import { h } from './dom.ts';
import { count, duration, integer, moment, shortSha } from './format.ts';
import { emptyState, middleCut, runHref, section, sentence, testList, when } from './parts.ts';
import { prHref, prName } from './pr-parts.ts';
import { icon, VERDICT_LOOK } from './status.ts';
import { runStrip } from './strip.ts';
import { chartTable } from './table.ts';

/** What changed, failures first, and the runs that led here. */
export function overviewMain(overview: SiteOverview, repositoryUrl: string | null): HTMLElement[] {
  const lists: [string, SiteList<SiteTestLine>][] = [
    ['New failures', overview.newFailures],
    ['Failing, nothing earlier to compare with', overview.failingBaseUnknown],
    ['Still failing', overview.stillFailing],
    ['Flaky tests that failed', overview.flakyFailures],
    ['Fixed', overview.fixed],
  ];
  const changed = lists.filter(([, list]) => list.total > 0);
  return [
    ...changed.map(([heading, list]) => changeSection(heading, list, overview, repositoryUrl)),
    ...(changed.length === 0 && overview.head ? [nothingChanged(overview)] : []),
    ...(overview.strip.length > 0 ? [stripSection(overview)] : []),
    ...(overview.prs.length > 0 ? [prSection(overview)] : []),
    ...(overview.head ? [] : [firstSteps()]),
  ];
}

function changeSection(
  heading: string,
  list: SiteList<SiteTestLine>,
  { strip }: SiteOverview,
  repositoryUrl: string | null,
): HTMLElement {
  const left = list.total - list.items.length;
  return section(
    heading,
    String(list.total),
    testList(list.items, repositoryUrl),
    left > 0
      ? h(
          'p',
          { class: 'note' },
          h('a', { href: './tests.html?q=s%3Afailed' }, `${integer(left)} more`),
          strip.length > 0
            ? [', or all of them ', h('a', { href: runHref(strip.at(-1)!.run) }, 'by their message')]
            : null,
        )
      : null,
  );
}

function nothingChanged(overview: SiteOverview): HTMLElement {
  const since = overview.baseSha ? ` since ${shortSha(overview.baseSha)}` : '';
  return section('Changes', null, h('p', { class: 'note' }, `No test broke and none was fixed${since}.`));
}

function stripSection({ strip }: SiteOverview): HTMLElement {
  const red = strip.filter((point) => point.failed > 0).length;
  const flaky = strip.filter((point) => point.flaky > 0).length;
  const lastRed = strip.findLast((point) => point.failed > 0);
  const words = [
    `${count(strip.length, 'run')}, the oldest `,
    when(strip[0]!.startedAt),
    `: ${red} with failures, ${flaky} with a retried test`,
    lastRed ? ['; the last failure was ', when(lastRed.startedAt)] : null,
    '.',
  ];
  const columns = [
    {
      heading: 'Run',
      cell: (point: (typeof strip)[number]) => h('a', { href: runHref(point.run) }, moment(point.startedAt)),
    },
    { heading: 'Commit', cell: (point: (typeof strip)[number]) => h('code', null, shortSha(point.sha)) },
    { heading: 'Failed', number: true, cell: (point: (typeof strip)[number]) => point.failed },
    { heading: 'Flaky', number: true, cell: (point: (typeof strip)[number]) => point.flaky },
    { heading: 'Passed', number: true, cell: (point: (typeof strip)[number]) => point.passed },
    {
      heading: 'Time',
      number: true,
      wide: true,
      cell: (point: (typeof strip)[number]) => duration(point.durationMs),
    },
  ];
  return section(
    'Main branch',
    `newest ${count(strip.length, 'run')}`,
    h(
      'figure',
      null,
      h('figcaption', null, ...words),
      runStrip(strip),
      legend(),
      chartTable('runs of the main branch', columns, [...strip].reverse()),
    ),
  );
}

function prSection({ prs }: SiteOverview): HTMLElement {
  const items = prs.map((pr) =>
    h(
      'li',
      { 'data-row': '' },
      icon(VERDICT_LOOK[pr.verdict], VERDICT_LOOK[pr.verdict].word),
      h(
        'span',
        { class: 'grow' },
        h('a', { href: prHref(pr.pr) }, middleCut(prName(pr.pr, pr.title))),
        h('span', { class: 'note' }, sentence(pr.headline)),
      ),
    ),
  );
  return section('Pull requests', 'at risk first', h('ul', { class: 'rows' }, ...items));
}

function legend(): HTMLElement {
  const entry = (tone: string, word: string) => h('li', null, h('span', { class: `swatch ${tone}` }), word);
  return h(
    'ul',
    { class: 'legend', 'aria-hidden': 'true' },
    entry('bad', 'failed'),
    entry('flaky', 'flaky'),
    entry('good', 'all passed'),
  );
}

function firstSteps(): HTMLElement {
  return emptyState('Nothing is recorded yet.', [
    'Let the tests write JUnit or CTRF files, then run ',
    h('code', null, 'qitops history add <files>'),
    ' and ',
    h('code', null, 'qitops report'),
    '. In GitHub Actions the report action does both.',
  ]);
}
