import type { SiteLabel } from '@qitops/model';
import { h } from './dom.ts';
import { count, integer } from './format.ts';
import { labelQuery } from './label-terms.ts';
import { hasTerm, withTerm } from './search.ts';

/** Values of one label that are offered, and names. */
const VALUES = 8;
const NAMES = 8;
/** Names that stand first, as their authors mean them to. */
const FIRST = ['category', 'severity', 'tag', 'epic', 'feature', 'story', 'owner'];

/** A counter that filters, and what it stands for. */
interface Filter {
  /** Key of the term in the search. */
  key: string;
  query: string;
  amount: number;
  label: string;
  tone: string;
}

/** A counter that keeps what else is searched for, and pressed again takes itself out. */
export function filterButton(
  search: HTMLInputElement,
  choose: (query: string) => void,
  { key, query, amount, label, tone }: Filter,
): HTMLElement {
  const press = () => choose(withTerm(search.value, [key], hasTerm(search.value, query) ? null : query));
  return h(
    'button',
    {
      type: 'button',
      class: `counter ${tone}`,
      'data-query': query,
      'aria-pressed': 'false',
      on: { click: press },
    },
    h('b', null, integer(amount)),
    ` ${label}`,
  );
}

/** Tags and labels as counters, a line a name; folded up, for there may be many. */
export function labelGroup(
  labels: readonly SiteLabel[],
  search: HTMLInputElement,
  choose: (query: string) => void,
): HTMLElement {
  const names = [...new Set(labels.map(({ name }) => name))];
  const rank = (name: string) => FIRST.indexOf(name) + 1 || FIRST.length + 1;
  names.sort((a, b) => rank(a) - rank(b));
  const open = /(?:^|\s)-?label:/.test(search.value);
  return h(
    'details',
    { class: 'labels', open },
    h(
      'summary',
      null,
      'Labels ',
      h('small', null, names.slice(0, 5).join(', '), names.length > 5 ? ', …' : ''),
    ),
    ...names.slice(0, NAMES).map((name) => {
      const values = labels.filter((label) => label.name === name);
      const left = values.length - VALUES;
      return h(
        'div',
        { class: 'counters', role: 'group', 'aria-label': `Filter by ${name}` },
        h('span', { class: 'group-name' }, name),
        ...values.slice(0, VALUES).map(({ value, tests }) =>
          filterButton(search, choose, {
            key: 'label',
            query: labelQuery(name, value),
            amount: tests.length,
            label: value,
            tone: '',
          }),
        ),
        left > 0 ? h('span', { class: 'note' }, `and ${count(left, 'more value')}`) : null,
      );
    }),
  );
}
