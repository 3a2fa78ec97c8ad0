import { h } from './dom.ts';

const HELP: readonly [string, string][] = [
  ['/', 'Search'],
  ['j k', 'Next and previous row'],
  ['Enter', 'Open the row'],
  ['n p', 'Next and previous uncovered line, or failing test'],
  ['[ ]', 'Compare with an older or newer run'],
  ['x', 'Swap the compared runs'],
  ['?', 'This list'],
];

/** Handlers that a page adds: return true when the key was used. */
const own: ((key: string) => boolean)[] = [];

export function onKey(handler: (key: string) => boolean): void {
  own.push(handler);
}

/** Listens to the keys of every page and returns the button that lists them. */
export function listenToKeys(): HTMLElement {
  const dialog: HTMLDialogElement = h(
    'dialog',
    { class: 'keys', 'aria-label': 'Keys' },
    h('h2', null, 'Keys'),
    h(
      'dl',
      null,
      ...HELP.flatMap(([key, what]) => [h('dt', null, h('kbd', null, key)), h('dd', null, what)]),
    ),
    h('button', { type: 'button', class: 'button', on: { click: () => dialog.close() } }, 'Close'),
  );
  document.body.append(dialog);
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
    if (event.key === '?') dialog.showModal();
    else if (event.key === '/') focusSearch();
    else if (!own.some((handler) => handler(event.key)) && !moveRow(event.key)) return;
    event.preventDefault();
  });
  return h(
    'button',
    { type: 'button', class: 'tool keys-button', on: { click: () => dialog.showModal() } },
    'Keys',
  );
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement | null;
  return !!target?.closest('input, textarea, select, dialog[open]');
}

function focusSearch(): void {
  const search = document.querySelector<HTMLInputElement>('input[type=search]');
  if (search) search.focus();
  else location.assign('./tests.html?focus=search');
}

/** Moves the focus through rows that hold a link. */
function moveRow(key: string): boolean {
  if (key !== 'j' && key !== 'k') return false;
  const links = [...document.querySelectorAll<HTMLElement>('[data-row] a[href]:first-of-type')].filter(
    (link, index, all) => index === 0 || link.closest('[data-row]') !== all[index - 1]!.closest('[data-row]'),
  );
  const at = links.findIndex((link) => link.closest('[data-row]')?.contains(document.activeElement));
  const next = links[Math.min(links.length - 1, Math.max(0, at + (key === 'j' ? 1 : -1)))];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
  return next !== undefined;
}
