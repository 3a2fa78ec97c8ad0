import { type Child, h } from './dom.ts';

export interface Column<T> {
  heading: string;
  /** Numbers stand right and in tabular figures. */
  number?: boolean;
  /** Takes the room that is left, so that a long name is cut and no column pushed out. */
  main?: boolean;
  /** Left out on a phone. */
  wide?: boolean;
  cell: (row: T, index: number) => Child;
}

/** A table that scrolls by itself when it is wider than its place. Rows past `limit` come on demand. */
export function table<T>(
  caption: string,
  columns: readonly Column<T>[],
  rows: readonly T[],
  limit = 100,
): HTMLElement {
  const body = h('tbody');
  const className = (column: Column<T>) =>
    [column.number ? 'number' : '', column.main ? 'main' : '', column.wide ? 'wide' : '']
      .filter(Boolean)
      .join(' ') || undefined;
  let shown = 0;
  const more = h('button', { type: 'button', class: 'button', on: { click: () => add(limit) } });
  const add = (amount: number) => {
    for (const row of rows.slice(shown, shown + amount)) {
      const index = shown++;
      const cells = columns.map((column) => h('td', { class: className(column) }, column.cell(row, index)));
      body.append(h('tr', { 'data-row': '' }, ...cells));
    }
    const left = rows.length - shown;
    more.hidden = left === 0;
    more.textContent = `Show ${Math.min(limit, left)} more of ${left.toLocaleString('en-US')}`;
  };
  add(limit);
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
        h(
          'thead',
          null,
          h(
            'tr',
            null,
            ...columns.map((column) => h('th', { scope: 'col', class: className(column) }, column.heading)),
          ),
        ),
        body,
      ),
    ),
    more,
  );
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
