import { h } from './dom.ts';
import { integer } from './format.ts';

/** A long list of which only what is in view is in the document. */
export interface VirtualList {
  element: HTMLElement;
  /** Shows these rows instead, from the top, or with the focus left on the row where it is. */
  show: (rows: readonly number[], stay?: boolean) => void;
  /** Moves the focus by so many rows; false when there are none. */
  move: (by: number) => boolean;
}

const SPARE = 12;
/** Rows that go onto paper, where nothing scrolls into view. */
const PRINTED = 1000;

/**
 * Rows of one height, placed in a box as tall as all of them; the page scrolls, not the box. `--row` of the
 * style sheet is the height, so that a phone may have taller rows.
 */
export function virtualList(
  label: string,
  head: HTMLElement,
  row: (index: number) => HTMLElement,
): VirtualList {
  const body = h('div', { class: 'virtual', role: 'rowgroup' });
  const element = h('div', { role: 'table', 'aria-label': label }, head, body);
  let rows: readonly number[] = [];
  let drawn = { from: 0, to: 0 };
  let current = -1;
  let printing = false;

  const height = () => Number.parseFloat(getComputedStyle(body).getPropertyValue('--row')) || 32;
  const draw = (anew: boolean) => {
    const size = height();
    const top = -body.getBoundingClientRect().top;
    const from = printing ? 0 : Math.max(0, Math.floor(top / size) - SPARE);
    const last = printing ? PRINTED : Math.ceil((top + innerHeight) / size) + SPARE;
    const to = Math.min(rows.length, last);
    if (!anew && from === drawn.from && to === drawn.to) return;
    const focused = body.contains(document.activeElement);
    drawn = { from, to };
    const fragment = document.createDocumentFragment();
    for (let place = from; place < to; place++) {
      const item = row(rows[place]!);
      item.style.setProperty('top', `${place * size}px`);
      item.setAttribute('aria-rowindex', String(place + 2));
      item.dataset.place = String(place);
      fragment.append(item);
    }
    body.replaceChildren(fragment);
    if (focused && current >= from && current < to) focusRow();
  };
  const focusRow = () => {
    body
      .querySelector<HTMLElement>(`[data-place="${current}"] :is(a, button)`)
      ?.focus({ preventScroll: true });
  };
  const show = (next: readonly number[], stay = false) => {
    rows = next;
    if (!stay) current = -1;
    element.setAttribute('aria-rowcount', String(rows.length + 1));
    body.style.setProperty('height', `${rows.length * height()}px`);
    draw(true);
  };
  addEventListener('scroll', () => requestAnimationFrame(() => draw(false)), { passive: true });
  addEventListener('resize', () => {
    if (!printing) show(rows);
  });
  const left = h('p', { class: 'note', hidden: true });
  element.append(left);
  addEventListener('beforeprint', () => {
    printing = true;
    draw(true);
    left.hidden = rows.length <= PRINTED;
    left.textContent = `and ${integer(rows.length - PRINTED)} more, which are not printed`;
  });
  addEventListener('afterprint', () => {
    printing = false;
    left.hidden = true;
    draw(true);
  });
  body.addEventListener('focusin', (event) => {
    const place = (event.target as HTMLElement).closest<HTMLElement>('[data-place]')?.dataset.place;
    if (place) current = Number(place);
  });
  return {
    element,
    show,
    move(by) {
      if (rows.length === 0) return false;
      current = Math.min(rows.length - 1, Math.max(0, current + by));
      const size = height();
      const top = body.getBoundingClientRect().top + current * size;
      if (top < 2 * size || top > innerHeight - 2 * size) scrollBy({ top: top - innerHeight / 2 });
      draw(true);
      focusRow();
      return true;
    },
  };
}
