import type { SiteRunDetail, SiteTests } from '@qitops/model';
import { fromDifferences } from './columns.ts';
import { type Child, h } from './dom.ts';
import { KINDS, kindOf } from './failure-kinds.ts';
import { count, integer } from './format.ts';
import { section } from './parts.ts';
import { testNames } from './run-parts.ts';

/** Clusters that stand open. */
const OPEN = 3;

/** Failures that say the same, with their kinds as counters that filter. */
export function clusterSection(detail: SiteRunDetail, tests: SiteTests): HTMLElement[] {
  if (detail.failed.length === 0) return [];
  const clusters = detail.clusters.map((cluster, index) => {
    const positions = fromDifferences(cluster.tests);
    const element = foldedTests(
      tests,
      positions,
      index < OPEN,
      h('span', { class: 'kind', title: kindOf(cluster.kind).says }, kindOf(cluster.kind).word),
      h('span', { class: 'message' }, cluster.message),
    );
    return { kind: cluster.kind, amount: positions.length, element };
  });
  return [
    section(
      'Failures by message',
      `${count(detail.failed.length, 'failure')}, ${count(detail.clusters.length, 'cause')} at most`,
      kindCounters(clusters),
      ...clusters.map(({ element }) => element),
    ),
  ];
}

/** Failures by what the team calls them; nothing where its configuration has no categories. */
export function categorySection({ failed, categories }: SiteRunDetail, tests: SiteTests): HTMLElement[] {
  if (categories === undefined || failed.length === 0) return [];
  if (categories === null) {
    const why = 'There are more different failures than are looked through; those of newer runs were first.';
    return [section('Failures by category', 'not known', h('p', null, why))];
  }
  const groups = categories.map(({ name, tests: own }) => ({ name, positions: fromDifferences(own) }));
  const named = new Set(groups.flatMap(({ positions }) => positions));
  const rest = fromDifferences(failed).filter((test) => !named.has(test));
  return [
    section(
      'Failures by category',
      'as qitops.yml names them now',
      ...groups.map(({ name, positions }, index) =>
        foldedTests(tests, positions, index < OPEN, h('span', { class: 'category' }, name)),
      ),
      rest.length > 0
        ? foldedTests(tests, rest, false, h('span', { class: 'category quiet' }, 'in no category'))
        : null,
    ),
  ];
}

/** How many tests, words for them, and their names when it is opened. */
function foldedTests(
  tests: SiteTests,
  positions: readonly number[],
  open: boolean,
  ...words: Child[]
): HTMLDetailsElement {
  const element = h(
    'details',
    { class: 'cluster', open },
    h('summary', null, h('b', null, count(positions.length, 'test')), ...words),
  );
  // what is folded up is made when it is opened: a group may hold thousands
  const fill = () => {
    if (element.open && element.childElementCount === 1) element.append(testNames(tests, positions));
  };
  element.addEventListener('toggle', fill);
  fill();
  return element;
}

function kindCounters(
  clusters: readonly { kind: string; amount: number; element: HTMLElement }[],
): HTMLElement | null {
  const order = Object.keys(KINDS);
  const kinds = [...new Set(clusters.map(({ kind }) => kind))].sort(
    (a, b) => order.indexOf(a) - order.indexOf(b),
  );
  const note = h('p', { class: 'note', 'aria-live': 'polite' });
  const show = (chosen: string | null) => {
    for (const { kind, element } of clusters) element.hidden = chosen !== null && kind !== chosen;
    buttons.forEach((button, at) => {
      button.setAttribute('aria-pressed', String(kinds[at] === chosen));
    });
    note.textContent = chosen === null ? 'The kind is told by the message.' : kindOf(chosen).says;
  };
  const buttons = kinds.map((kind) => {
    const amount = clusters.reduce((sum, each) => sum + (each.kind === kind ? each.amount : 0), 0);
    return h(
      'button',
      {
        type: 'button',
        class: 'counter',
        on: {
          click: (event) =>
            show((event.currentTarget as HTMLElement).getAttribute('aria-pressed') === 'true' ? null : kind),
        },
      },
      h('b', null, integer(amount)),
      ` ${kindOf(kind).word}`,
    );
  });
  show(null);
  return h(
    'div',
    null,
    h('div', { class: 'counters', role: 'group', 'aria-label': 'Filter by kind of failure' }, ...buttons),
    note,
  );
}
