import type { SiteManifest, SiteTests } from '@qitops/model';
import { fromDifferences } from './columns.ts';
import { load, parameter, setParameters } from './data.ts';
import { fill, h } from './dom.ts';
import { count, integer } from './format.ts';
import { onKey } from './keys.ts';
import { filterButton, labelGroup } from './label-counters.ts';
import { emptyState } from './parts.ts';
import { hasTerm, parseQuery, type Searchable, withTerm } from './search.ts';
import { SITE_STATES } from './state-letters.ts';
import { listHead, testRow } from './test-row.ts';
import { downloadButton } from './tests-download.ts';
import { counters, type OwnerCounter, orders, ownerCounters } from './tests-order.ts';
import { treeView } from './tests-tree-view.ts';
import { virtualList } from './virtual-list.ts';

const OWNERS_SHOWN = 12;

/** All tests: counters that filter, a search that stays in the address, a list of any length. */
export async function render(root: HTMLElement, manifest: SiteManifest): Promise<string> {
  const tests = await load<SiteTests>(manifest.files.tests);
  if (tests.count === 0) {
    root.append(
      emptyState(
        'No test has run yet.',
        'Add results with `qitops history add`, then write the report again.',
      ),
    );
    return 'Tests';
  }
  const searchable = searchableOf(tests);
  const search = h('input', {
    type: 'search',
    id: 'search',
    placeholder: 's:failed  file:cart  owner:@team  slow:>5s',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  search.value = parameter('q') ?? '';
  const order = h(
    'select',
    { id: 'order' },
    ...Object.entries(orders).map(([id, { label }]) => h('option', { value: id }, label)),
  );
  order.value = parameter('order') && parameter('order')! in orders ? parameter('order')! : 'failures';
  const result = h('p', { class: 'note', 'aria-live': 'polite' });
  const nothing = h('div');
  let shown: number[] = [];
  const tree = treeView(
    tests,
    (query) => choose(query),
    () => list.show(tree.rows(), true),
  );
  const list = virtualList('Tests', listHead(), (row) => (asTree ? tree.row(row) : testRow(tests, row)));
  let asTree = parameter('view') === 'tree';
  const sorted = new Map<string, number[]>();

  const update = () => {
    const all = sorted.get(order.value) ?? orders[order.value]!.sort(tests);
    sorted.set(order.value, all);
    const query = parseQuery(search.value);
    shown = search.value.trim() === '' ? all : all.filter((index) => query.matches(searchable, index));
    tree.show(shown, search.value.trim() !== '');
    list.element.classList.toggle('as-tree', asTree);
    list.show(asTree ? tree.rows() : shown);
    const problem = query.problems.length > 0 ? ` Not understood: ${query.problems.join('; ')}.` : '';
    result.textContent = `${count(shown.length, 'test')} of ${integer(tests.count)}.${problem}`;
    list.element.hidden = shown.length === 0;
    fill(
      nothing,
      shown.length === 0
        ? emptyState('No test matches.', 'Take a term out of the search, or choose “all”.')
        : null,
    );
    markCounters(root, search.value);
    setParameters({
      q: search.value.trim(),
      order: order.value === 'failures' ? null : order.value,
      view: asTree ? 'tree' : null,
    });
  };
  const choose = (query: string) => {
    search.value = query;
    update();
  };
  const byOwner = ownerCounters(tests);
  root.append(
    h('h1', null, 'Tests'),
    h(
      'div',
      { class: 'counters', role: 'group', 'aria-label': 'Filter by outcome' },
      ...counters(tests).map(({ label, amount, query, tone }) =>
        h(
          'button',
          {
            type: 'button',
            class: `counter ${tone}`,
            'data-query': query,
            'aria-pressed': 'false',
            on: { click: () => choose(query && withTerm(search.value, ['s', 'status', 'is'], query)) },
          },
          h('b', null, integer(amount)),
          ` ${label}`,
        ),
      ),
    ),
    ...(byOwner.length > 0 ? [ownerGroup(byOwner, search, choose)] : []),
    ...(tests.labels ? [labelGroup(tests.labels, search, choose)] : []),
    h(
      'div',
      { class: 'controls' },
      h('label', { class: 'grow' }, h('span', { class: 'hidden' }, 'Search tests'), search),
      viewButtons(asTree, (chosen) => {
        asTree = chosen;
        update();
      }),
      h('label', null, 'Order ', order),
      downloadButton(tests, () => shown),
    ),
    result,
    list.element,
    nothing,
  );
  root.hidden = false;
  search.addEventListener('input', update);
  order.addEventListener('change', update);
  onKey((key) => (key === 'j' || key === 'k') && list.move(key === 'j' ? 1 : -1));
  update();
  if (parameter('focus') === 'search') search.focus();
  return 'Tests';
}

function searchableOf(tests: SiteTests): Searchable {
  const files = tests.files.map((file) => file.toLowerCase());
  const owners = tests.owners.map((owner) => owner.toLowerCase());
  const byFile = tests.fileOwners.map((places) => places.map((place) => owners[place]!));
  const suites = tests.suites.map((suite) => suite.join(' › ').toLowerCase());
  // Joined, not added: an added string is put together only when it is first read, at the first keystroke.
  const texts = tests.names.map((name, index) =>
    [files[tests.file[index]!] ?? '', suites[tests.suite[index]!], name.toLowerCase()].join(' '),
  );
  return {
    count: tests.count,
    text: (index) => texts[index]!,
    file: (index) => files[tests.file[index]!] ?? '',
    outcome: (index) => tests.last[index]!,
    state: (index) => SITE_STATES[tests.state[index]!] ?? '',
    p50: (index) => tests.p50[index]!,
    owners,
    ownersOf: (index) => byFile[tests.file[index]!] ?? [],
    suite: (index) => suites[tests.suite[index]!] ?? '',
    labels: (tests.labels ?? []).map(({ name, value, tests: members }) => ({
      text: `${name}=${value}`.toLowerCase(),
      tests: new Set(fromDifferences(members)),
    })),
  };
}

/** The list as it is, or by folders, files and suites. */
function viewButtons(asTree: boolean, choose: (asTree: boolean) => void): HTMLElement {
  const buttons = ['List', 'Tree'].map((label, at) =>
    h(
      'button',
      {
        type: 'button',
        class: 'counter',
        'aria-pressed': String(asTree === (at === 1)),
        on: {
          click: () => {
            buttons.forEach((button, other) => {
              button.setAttribute('aria-pressed', String(other === at));
            });
            choose(at === 1);
          },
        },
      },
      label,
    ),
  );
  return h('div', { class: 'counters views', role: 'group', 'aria-label': 'Show as' }, ...buttons);
}

function markCounters(root: HTMLElement, query: string): void {
  for (const button of root.querySelectorAll<HTMLElement>('[data-query]')) {
    const term = button.dataset.query!;
    const pressed = term === '' ? query.trim() === '' : hasTerm(query, term);
    button.setAttribute('aria-pressed', String(pressed));
  }
}

/** Counters of owners; each keeps what else is searched for, and pressed again it takes itself out. */
function ownerGroup(
  owners: readonly OwnerCounter[],
  search: HTMLInputElement,
  choose: (query: string) => void,
): HTMLElement {
  const shown = owners.slice(0, OWNERS_SHOWN);
  const left = owners.length - shown.length;
  return h(
    'div',
    { class: 'counters owners', role: 'group', 'aria-label': 'Filter by owner' },
    ...shown.map(({ owner, amount, failing, query }) =>
      filterButton(search, choose, {
        key: 'owner',
        query,
        amount,
        label: `${owner}${failing > 0 ? `, ${integer(failing)} failing` : ''}`,
        tone: failing > 0 ? 'bad' : '',
      }),
    ),
    left > 0 ? h('span', { class: 'note' }, `and ${count(left, 'more owner')}: search owner:name`) : null,
  );
}
