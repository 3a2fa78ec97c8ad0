import { type Child, h } from './dom.ts';

export interface Column<T> {
  heading: string;
  /** Numbers stand right and in tabular figures. */
  number?: boolean;
  /** Takes the room that is left, so that a long name is cut and no column pushed out. */
  main?: boolean;
  /** Left out on a phone. */
  wide?: boolean;
  /** Names the column in an {@link Order}. */
  id?: string;
  /** What rows are sorted by; null stands last either way. Absent = not by this column. */
  value?: (row: T) => number | string | null;
  cell: (row: T, index: number) => Child;
}

/** By which column a table is sorted: its id, with a `-` before it from the greatest down; null = as the rows come. */
export interface Order {
  chosen: string | null;
  /** Hears of another choice. */
  choose: (chosen: string | null) => void;
}

/** A table that scrolls by itself when it is wider than its place. Rows past `limit` come on demand. */
export function table<T>(
  caption: string,
  columns: readonly Column<T>[],
  rows: readonly T[],
  limit = 100,
  order: Order | null = null,
): HTMLElement {
  let sorted = order ? sortedBy(columns, rows, order.chosen) : rows;
  const body = h('tbody');
  const className = (column: Column<T>) =>
    [column.number ? 'number' : '', column.main ? 'main' : '', column.wide ? 'wide' : '']
      .filter(Boolean)
      .join(' ') || undefined;
  let shown = 0;
  const more = h('button', { type: 'button', class: 'button', on: { click: () => add(limit) } });
  const add = (amount: number) => {
    for (const row of sorted.slice(shown, shown + amount)) {
      const index = shown++;
      const cells = columns.map((column) => h('td', { class: className(column) }, column.cell(row, index)));
      body.append(h('tr', { 'data-row': '' }, ...cells));
    }
    const left = rows.length - shown;
    more.hidden = left === 0;
    more.textContent = `Show ${Math.min(limit, left)} more of ${left.toLocaleString('en-US')}`;
  };
  add(limit);
  const headings = columns.map((column) => {
    if (!order || !column.id || !column.value)
      return h('th', { scope: 'col', class: className(column) }, column.heading);
    const sort = h('button', { type: 'button', class: 'sort' }, column.heading);
    const heading = h('th', { scope: 'col', class: className(column), 'data-sort': column.id }, sort);
    sort.addEventListener('click', () => {
      const next =
        order.chosen === column.id ? `-${column.id}` : order.chosen === `-${column.id}` ? null : column.id!;
      order.chosen = next;
      order.choose(next);
      sorted = sortedBy(columns, rows, next);
      const before = Math.max(limit, shown);
      shown = 0;
      body.replaceChildren();
      add(before);
      markOrder(headings, next);
    });
    return heading;
  });
  markOrder(headings, order?.chosen ?? null);
  return h(
    'div',
    { class: 'table-box' },
    h(
      'div',
      { class: 'table-scroll', tabindex: '0', role: 'region', 'aria-label': caption },
      h(
        'table',
        null,
        h('caption', { class: 'hidden' }, caption),
        h('thead', null, h('tr', null, ...headings)),
        body,
      ),
    ),
    more,
  );
}

function markOrder(headings: readonly HTMLElement[], chosen: string | null): void {
  for (const heading of headings) {
    const { sort } = heading.dataset;
    if (!sort) continue;
    if (chosen === sort) heading.setAttribute('aria-sort', 'ascending');
    else if (chosen === `-${sort}`) heading.setAttribute('aria-sort', 'descending');
    else heading.removeAttribute('aria-sort');
  }
}

/** The rows in an order; what is not known stands last, and equals stay as they came. */
export function sortedBy<T>(
  columns: readonly Column<T>[],
  rows: readonly T[],
  chosen: string | null,
): readonly T[] {
  const down = chosen?.startsWith('-') ?? false;
  const value = columns.find(({ id }) => id !== undefined && id === chosen?.slice(down ? 1 : 0))?.value;
  if (!value) return rows;
  return rows.toSorted((one, other) => {
    const [a, b] = [value(one), value(other)];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    const order = a < b ? -1 : a > b ? 1 : 0;
    return down ? -order : order;
  });
}

/** The same figures as a chart, for those who do not see it. */
export function chartTable<T>(
  caption: string,
  columns: readonly Column<T>[],
  rows: readonly T[],
): HTMLElement {
  const details = h('details', { class: 'figures' }, h('summary', null, `Figures: ${caption}`));
  details.addEventListener('toggle', () => {
    if (details.childElementCount === 1) details.append(table(caption, columns, rows));
  });
  return details;
}
