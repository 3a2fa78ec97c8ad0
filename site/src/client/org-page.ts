import type { SiteOrg, SiteOrgManifest, SiteOrgRow, SiteSummary } from '@qitops/model';
import { load, parameter, setParameters } from './data.ts';
import { type Child, fill, h } from './dom.ts';
import { count, integer } from './format.ts';
import { emptyState, middleCut, section, sentence, when } from './parts.ts';
import { mark, VERDICT_LOOK } from './status.ts';
import { type Column, type Order, table } from './table.ts';

type Verdict = SiteSummary['verdict'];
const VERDICTS: readonly Verdict[] = ['failed', 'unknown', 'passed'];

/** Many repositories: what fails first, counters that filter, columns that sort. */
export async function render(root: HTMLElement, manifest: SiteOrgManifest): Promise<string> {
  const path = (manifest.files as Partial<SiteOrgManifest['files']>).org;
  if (!path) {
    root.append(
      emptyState('This is the report of one repository.', [
        'An index of many is written by ',
        h('code', null, 'qitops org acme/shop acme/api --out index'),
        ', from the figures that each report keeps in its history.',
      ]),
    );
    return 'Repositories';
  }
  const org = await load<SiteOrg>(path);
  const list = h('div', { class: 'block' });
  const result = h('p', { class: 'note', 'aria-live': 'polite' });
  const order: Order = {
    chosen: parameter('order'),
    choose: (chosen) => setParameters({ order: chosen }),
  };
  const update = (wanted: string | null) => {
    const rows = org.rows.filter(({ summary }) => wanted === null || summary.verdict === wanted);
    fill(
      list,
      rows.length > 0
        ? table('Repositories', COLUMNS, rows, 200, order)
        : emptyState('No repository matches.', 'Choose “all”.'),
    );
    result.textContent = `${integer(rows.length)} of ${count(org.rows.length, 'repository', 'repositories')} that can be read.`;
    for (const button of root.querySelectorAll<HTMLElement>('.counter'))
      button.setAttribute('aria-pressed', String((button.dataset.verdict || null) === wanted));
    setParameters({ s: wanted });
  };
  root.append(
    h('h1', null, headline(org)),
    h(
      'p',
      { class: 'text' },
      `Each row is the last report of a default branch, read from its history. Figures that a report did not measure are named so. At least one repository is ${org.visibility}: whoever sees this page should be allowed to see that one.`,
    ),
    counters(org, update),
    result,
    list,
    ...unreadableSection(org),
  );
  const wanted = parameter('s');
  update(VERDICTS.find((verdict) => verdict === wanted) ?? null);
  return 'Repositories';
}

function headline({ rows, unreadable }: SiteOrg): string {
  const of = (verdict: Verdict) => rows.filter(({ summary }) => summary.verdict === verdict).length;
  const all = count(rows.length + unreadable.length, 'repository', 'repositories');
  const failed = of('failed');
  const unknown = of('unknown') + unreadable.length;
  const first =
    failed > 0
      ? `${integer(failed)} of ${all} ${failed === 1 ? 'fails' : 'fail'}`
      : `${all}, none is known to fail`;
  return unknown > 0 ? `${first}, ${integer(unknown)} not known` : first;
}

function counters({ rows }: SiteOrg, choose: (verdict: Verdict | null) => void): HTMLElement {
  const button = (verdict: Verdict | null, label: string, tone: string, amount: number) =>
    h(
      'button',
      {
        type: 'button',
        class: `counter ${tone}`,
        'data-verdict': verdict ?? '',
        'aria-pressed': 'false',
        on: { click: () => choose(verdict) },
      },
      h('b', null, integer(amount)),
      ` ${label}`,
    );
  return h(
    'div',
    { class: 'counters', role: 'group', 'aria-label': 'Filter by result' },
    button(null, 'all', '', rows.length),
    ...VERDICTS.map((verdict) => {
      const { word, tone } = VERDICT_LOOK[verdict];
      const amount = rows.filter(({ summary }) => summary.verdict === verdict).length;
      return button(verdict, word.toLowerCase(), tone, amount);
    }),
  );
}

const COLUMNS: readonly Column<SiteOrgRow>[] = [
  {
    heading: 'Result',
    id: 'result',
    value: ({ summary }) => VERDICTS.indexOf(summary.verdict),
    cell: ({ summary }) => mark(VERDICT_LOOK[summary.verdict] ?? VERDICT_LOOK.unknown),
  },
  {
    heading: 'Repository',
    id: 'name',
    main: true,
    value: ({ repository }) => repository.toLowerCase(),
    cell: ({ repository, url, visibility, summary }) => [
      link(summary.reportUrl ?? url, repository),
      h(
        'span',
        { class: 'place' },
        visibility === 'public' ? null : `${visibility}: `,
        sentence(summary.sentence),
      ),
    ],
  },
  {
    heading: 'Pass rate',
    id: 'pass-rate',
    number: true,
    value: ({ summary }) => summary.passRate,
    cell: ({ summary: { passRate, passRateOf } }) =>
      passRate === null
        ? unknown()
        : [
            figure(passRate),
            passRateOf === undefined
              ? null
              : h('small', { class: 'wide' }, ` of ${count(passRateOf, 'result')}`),
          ],
  },
  {
    heading: 'Line coverage',
    id: 'coverage',
    number: true,
    wide: true,
    value: ({ summary }) => summary.lineCoverage,
    cell: ({ summary: { lineCoverage } }) => (lineCoverage === null ? unknown() : figure(lineCoverage)),
  },
  {
    heading: 'Flaky',
    id: 'flaky',
    number: true,
    wide: true,
    value: ({ summary }) => summary.flakyTests,
    cell: ({ summary: { flakyTests } }) => (flakyTests === null ? unknown() : integer(flakyTests)),
  },
  {
    heading: 'Tests',
    id: 'tests',
    number: true,
    wide: true,
    value: ({ summary }) => summary.tests,
    cell: ({ summary }) => integer(summary.tests),
  },
  {
    heading: 'Last run',
    id: 'last-run',
    wide: true,
    value: ({ summary }) => (summary.startedAt === null ? null : Date.parse(summary.startedAt)),
    cell: ({ summary: { startedAt } }) => (startedAt === null ? unknown('no run') : when(startedAt)),
  },
];

function link(url: string | null, repository: string): Child {
  const name = middleCut(repository, 12);
  return url?.startsWith('https://') ? h('a', { href: url }, name) : name;
}

/** Percent as it was measured, cut and not rounded up. */
function figure(percent: number): string {
  return `${Math.floor(percent * 10 + 1e-9) / 10}\u00a0%`;
}

function unknown(words = 'not measured'): HTMLElement {
  return h('span', { class: 'quiet' }, words);
}

function unreadableSection({ unreadable }: SiteOrg): HTMLElement[] {
  if (unreadable.length === 0) return [];
  const items = unreadable.map(({ repository, reason, remedy }) =>
    h(
      'li',
      { 'data-row': '' },
      mark(VERDICT_LOOK.unknown),
      h(
        'span',
        { class: 'grow' },
        repository,
        h(
          'span',
          { class: 'note' },
          sentence(`${reason.charAt(0).toUpperCase()}${reason.slice(1)}. Fix: ${remedy}`),
        ),
      ),
    ),
  );
  return [section('Could not be read', String(unreadable.length), h('ul', { class: 'rows' }, ...items))];
}
