import type { CaseStatus, SiteCaseRow, SiteCases, SiteManifest } from '@qitops/model';
import { parseCaseQuery } from './cases-search.ts';
import { load, parameter, setParameters } from './data.ts';
import { type Child, fill, h } from './dom.ts';
import { count, integer, percent } from './format.ts';
import { bar, caseHref, emptyState, middleCut, section, sourceLink } from './parts.ts';
import { caseLook, mark } from './status.ts';
import { table } from './table.ts';

const STATUSES: readonly CaseStatus[] = ['failed', 'flaky', 'unknown', 'skipped', 'passed', 'manual'];

/** The catalogue: what fails first, counters that filter, a search that stays in the address. */
export async function render(root: HTMLElement, manifest: SiteManifest): Promise<string> {
  const cases = manifest.files.cases ? await load<SiteCases>(manifest.files.cases) : null;
  if (!cases) {
    root.append(h('h1', null, 'Test cases'), ...nothingYet());
    return 'Test cases';
  }
  const { rows } = cases;
  const search = h('input', {
    type: 'search',
    id: 'search',
    placeholder: 's:failed  type:smoke  tag:checkout  is:dead',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  search.value = parameter('q') ?? '';
  const result = h('p', { class: 'note', 'aria-live': 'polite' });
  const list = h('div', { class: 'block' });
  const order = byBadness(rows);
  const update = () => {
    const query = parseCaseQuery(search.value);
    const shown = order.filter((index) => query.matches(rows, index)).map((index) => rows[index]!);
    const problem = query.problems.length > 0 ? ` Not understood: ${query.problems.join('; ')}.` : '';
    result.textContent = `${count(shown.length, 'case')} of ${integer(rows.length)}.${problem}`;
    fill(
      list,
      shown.length > 0
        ? caseTable(shown)
        : emptyState('No case matches.', 'Take a term out of the search, or choose “all”.'),
    );
    for (const button of root.querySelectorAll<HTMLElement>('.counter'))
      button.setAttribute('aria-pressed', String(button.dataset.query === search.value.trim()));
    setParameters({ q: search.value.trim() });
  };
  const choose = (query: string) => {
    search.value = query;
    update();
  };
  root.append(
    h('h1', null, headline(rows)),
    h('p', { class: 'text' }, ...summary(cases)),
    h(
      'div',
      { class: 'counters', role: 'group', 'aria-label': 'Filter by last result' },
      ...counters(rows).map(({ label, amount, query, tone }) =>
        h(
          'button',
          {
            type: 'button',
            class: `counter ${tone}`,
            'data-query': query,
            'aria-pressed': 'false',
            on: { click: () => choose(query) },
          },
          h('b', null, integer(amount)),
          ` ${label}`,
        ),
      ),
    ),
    h(
      'div',
      { class: 'controls' },
      h('label', { class: 'grow' }, h('span', { class: 'hidden' }, 'Search cases'), search),
      h('a', { class: 'button', href: './case-edit.html' }, 'Write a case'),
    ),
    result,
    list,
    ...problemSection(cases, manifest),
    ...requirementSection(rows, choose),
  );
  search.addEventListener('input', update);
  update();
  return 'Test cases';
}

function nothingYet(): HTMLElement[] {
  return [
    emptyState('There are no test cases yet.', [
      'Take those of your suites with ',
      h('code', null, 'qitops cases import'),
      ', or ',
      h('a', { href: './case-edit.html' }, 'write the first one here'),
      '. They are files in ',
      h('code', null, 'tests/qitops'),
      ' of your repository.',
    ]),
  ];
}

function headline(rows: readonly SiteCaseRow[]): string {
  const of = (status: CaseStatus) => rows.filter((row) => row.status === status).length;
  if (rows.length === 0) return 'No test case can be read';
  const failed = of('failed');
  const flaky = of('flaky');
  const bad = [failed > 0 ? `${failed} failing` : '', flaky > 0 ? `${flaky} flaky` : ''].filter(Boolean);
  return [count(rows.length, 'test case'), ...bad].join(', ');
}

function summary({ rows, tests }: SiteCases): Child[] {
  const automated = rows.filter(({ status }) => status !== 'manual').length;
  const parts = [`${integer(automated)} of ${integer(rows.length)} are done by automated tests`];
  if (tests)
    parts.push(`${integer(tests.withoutCase)} of ${count(tests.known, 'automated test')} have no case`);
  else parts.push('no run is known, so no result is');
  return [`${parts.join('; ')}.`];
}

function counters(
  rows: readonly SiteCaseRow[],
): { label: string; amount: number; query: string; tone: string }[] {
  const dead = rows.filter(({ deadLinks }) => deadLinks > 0).length;
  return [
    { label: 'all', amount: rows.length, query: '', tone: '' },
    ...STATUSES.flatMap((status) => {
      const amount = rows.filter((row) => row.status === status).length;
      const { word, tone } = caseLook(status);
      return amount > 0 || status === 'failed' ? [{ label: word, amount, query: `s:${status}`, tone }] : [];
    }),
    ...(dead > 0 ? [{ label: 'with dead links', amount: dead, query: 'is:dead', tone: 'bad' }] : []),
  ];
}

/** What fails first, then by priority, then as the files stand. */
function byBadness(rows: readonly SiteCaseRow[]): number[] {
  const priorities = ['critical', 'high', 'medium', 'low'];
  const rank = ({ status, deadLinks, priority }: SiteCaseRow): number => {
    const important = priority === null ? priorities.length : priorities.indexOf(priority);
    return (deadLinks > 0 ? 0 : 1) + STATUSES.indexOf(status) * 2 + important / 10;
  };
  const ranks = rows.map(rank);
  return [...rows.keys()].sort((a, b) => ranks[a]! - ranks[b]! || a - b);
}

function caseTable(rows: readonly SiteCaseRow[]): HTMLElement {
  return table<SiteCaseRow>(
    'Test cases',
    [
      { heading: 'Last result', cell: ({ status }) => mark(caseLook(status)) },
      {
        heading: 'Case',
        main: true,
        cell: ({ id, title, tags, deadLinks }) => [
          h('a', { href: caseHref(id) }, middleCut(title, 24)),
          h(
            'span',
            { class: 'place' },
            deadLinks > 0 ? h('span', { class: 'bad' }, `${count(deadLinks, 'dead link')} `) : null,
            middleCut(tags.join(', '), 10),
          ),
        ],
      },
      { heading: 'Type', wide: true, cell: ({ type }) => type ?? h('span', { class: 'quiet' }, 'none') },
      {
        heading: 'Priority',
        wide: true,
        cell: ({ priority }) => priority ?? h('span', { class: 'quiet' }, 'none'),
      },
      { heading: 'Tests', number: true, wide: true, cell: ({ tests }) => integer(tests) },
      {
        heading: 'Owner',
        wide: true,
        cell: ({ owner }) => (owner ? middleCut(owner, 8) : h('span', { class: 'quiet' }, 'nobody')),
      },
    ],
    rows,
    200,
  );
}

function problemSection(
  { problems, problemsTotal, notes }: SiteCases,
  manifest: SiteManifest,
): HTMLElement[] {
  if (problemsTotal + notes.length === 0) return [];
  const items = problems.map(({ path, line, what, remedy }) =>
    h(
      'li',
      null,
      sourceLink(path, manifest.readAt, line, manifest.repositoryUrl),
      ` ${what}.`,
      remedy ? h('span', { class: 'note' }, ` Fix: ${remedy}`) : null,
    ),
  );
  const shown =
    problems.length < problemsTotal
      ? `the first ${problems.length} of ${problemsTotal}`
      : String(problemsTotal);
  return [
    section(
      'What does not hold',
      shown,
      h('ul', { class: 'plain case-problems' }, ...items, ...notes.map((note) => h('li', null, note))),
    ),
  ];
}

interface Requirement {
  name: string;
  cases: number;
  automated: number;
  worst: CaseStatus;
}

/** What of each requirement is checked, what fails first. */
function requirementSection(rows: readonly SiteCaseRow[], choose: (query: string) => void): HTMLElement[] {
  const found = new Map<string, Requirement>();
  for (const { requirements, status } of rows) {
    for (const name of requirements) {
      const one = found.get(name) ?? { name, cases: 0, automated: 0, worst: status };
      one.cases += 1;
      if (status !== 'manual') one.automated += 1;
      if (STATUSES.indexOf(status) < STATUSES.indexOf(one.worst)) one.worst = status;
      found.set(name, one);
    }
  }
  if (found.size === 0) return [];
  const list = [...found.values()].sort((a, b) => STATUSES.indexOf(a.worst) - STATUSES.indexOf(b.worst));
  const show = (name: string) => {
    choose(/\s/.test(name) ? `req:"${name}"` : `req:${name}`);
    scrollTo({ top: 0 });
  };
  return [
    section(
      'Requirements',
      `${found.size}, named by tags`,
      table<Requirement>(
        'Requirements and the cases that check them',
        [
          {
            heading: 'Requirement',
            main: true,
            cell: ({ name }) =>
              h('button', { type: 'button', class: 'link', on: { click: () => show(name) } }, name),
          },
          { heading: 'Worst result', cell: ({ worst }) => mark(caseLook(worst)) },
          { heading: 'Cases', number: true, cell: ({ cases }) => integer(cases) },
          {
            heading: 'Automated',
            number: true,
            cell: ({ automated, cases }) => [
              bar(automated, cases),
              h('span', { class: 'beside' }, percent(automated, cases, 0)),
            ],
          },
        ],
        list,
      ),
    ),
  ];
}
