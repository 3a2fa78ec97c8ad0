import type { SiteTestLine } from '@qitops/model';
import { type Child, h } from './dom.ts';
import { age, moment, shortSha } from './format.ts';

/** A time as its age, with the moment itself on hover and for machines. */
export function when(iso: string): HTMLElement {
  return h('time', { datetime: iso, title: moment(iso) }, age(iso));
}

const SHORT = 44;

/**
 * A name cut in the middle when there is no room: its end is what tells two of them apart. A short one stays in
 * one piece, so that the browser's own search finds it.
 */
export function middleCut(text: string, tail = 14, short = SHORT): HTMLElement {
  if (text.length <= short)
    return h('span', { class: 'cut', title: text }, h('span', { class: 'cut-head' }, text));
  return h(
    'span',
    { class: 'cut', title: text },
    h('span', { class: 'cut-head' }, text.slice(0, -tail)),
    h('span', { class: 'cut-tail' }, text.slice(-tail)),
  );
}

export function testHref(id: string): string {
  return `./test.html?id=${encodeURIComponent(id)}`;
}

export function fileHref(path: string, line?: number): string {
  return `./file.html?path=${encodeURIComponent(path)}${line ? `#L${line}` : ''}`;
}

export function caseHref(id: string): string {
  return `./case.html?id=${encodeURIComponent(id)}`;
}

export function runHref(run: number): string {
  return `./run.html?run=${run}`;
}

/** A sentence in which `…` is code, as the documents write file names and calls. */
export function sentence(text: string): Child[] {
  return text.split(/`([^`]+)`/).map((part, index) => (index % 2 === 1 ? h('code', null, part) : part));
}

/** A commit: a link where the repository is known, else plain. */
export function commit(sha: string, repositoryUrl: string | null): HTMLElement {
  const text = shortSha(sha);
  if (!repositoryUrl || !/^[0-9a-f]{7,64}$/.test(sha)) return h('code', null, text);
  return h('a', { href: `${repositoryUrl}/commit/${sha}`, class: 'sha' }, text);
}

/** A file of the repository at a commit; just its name where either is not known. */
export function sourceLink(
  path: string,
  sha: string | null,
  line: number | null,
  repositoryUrl: string | null,
): HTMLElement {
  const text = line ? `${path}:${line}` : path;
  if (!repositoryUrl || sha === null || path.startsWith('/')) return h('code', null, text);
  const place = path.split('/').map(encodeURIComponent).join('/');
  return h('a', { href: `${repositoryUrl}/blob/${sha}/${place}${line ? `#L${line}` : ''}` }, text);
}

/** A section with its heading and the count and age beside it; nothing when there is nothing in it. */
export function section(heading: string, note: Child, ...children: Child[]): HTMLElement {
  return h(
    'section',
    { class: 'block' },
    h('h2', null, heading, note ? h('small', null, note) : null),
    ...children,
  );
}

/** A list of tests, each with where it stands and why it failed. */
export function testList(lines: readonly SiteTestLine[], repositoryUrl: string | null): HTMLElement {
  return h('ul', { class: 'tests' }, ...lines.map((line) => testItem(line, repositoryUrl)));
}

function testItem(line: SiteTestLine, repositoryUrl: string | null): HTMLElement {
  const place = [...(line.file ? [line.file] : []), ...line.suite].join(' › ');
  return h(
    'li',
    { 'data-row': '' },
    h('a', { href: testHref(line.id), class: 'test-name' }, middleCut(line.name)),
    place ? h('span', { class: 'place' }, middleCut(place, 24)) : null,
    line.message ? h('span', { class: 'message' }, line.message) : null,
    line.since || line.cells
      ? h(
          'span',
          { class: 'since' },
          line.since
            ? ['since ', commit(line.since.sha, repositoryUrl), ', ', when(line.since.startedAt)]
            : null,
          line.cells ? ` in ${line.cells.join(', ')}` : null,
        )
      : null,
  );
}

/** What to do when there is nothing to show. */
export function emptyState(what: string, remedy: Child): HTMLElement {
  return h(
    'div',
    { class: 'empty' },
    h('p', { class: 'empty-what' }, what),
    h('p', null, typeof remedy === 'string' ? sentence(remedy) : remedy),
  );
}

/** A button that copies text and says so. */
export function copyButton(label: string, text: () => string): HTMLElement {
  const button = h('button', { type: 'button', class: 'button' }, label);
  // there is no clipboard at addresses that are neither secure nor of this machine
  const copy = async () => navigator.clipboard.writeText(text());
  button.addEventListener('click', () => {
    copy().then(
      () => say(button, label, 'Copied'),
      () => say(button, label, 'Could not copy'),
    );
  });
  return button;
}

function say(button: HTMLElement, label: string, word: string): void {
  button.textContent = word;
  setTimeout(() => {
    button.textContent = label;
  }, 1500);
}

/** A horizontal bar of a share, with the share in words beside it by the caller. */
export function bar(part: number, of: number, tone = 'good'): HTMLElement {
  const width = of > 0 ? `${((100 * part) / of).toFixed(2)}%` : '0%';
  return h(
    'span',
    { class: `bar${of > 0 ? '' : ' unknown'}`, 'aria-hidden': 'true' },
    h('span', { class: tone, style: { width } }),
  );
}
