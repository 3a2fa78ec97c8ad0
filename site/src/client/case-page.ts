import type { SiteManifest } from '@qitops/model';
import { loadCase, type WholeCase } from './case-data.ts';
import { caseTests } from './case-tests.ts';
import { parameter } from './data.ts';
import { type Child, h } from './dom.ts';
import { count } from './format.ts';
import { copyButton, emptyState, fileHref, section, sourceLink } from './parts.ts';
import { caseLook, mark } from './status.ts';
import { table } from './table.ts';

/** One case: how its tests ended, what is done, what it is about. */
export async function render(root: HTMLElement, manifest: SiteManifest): Promise<string> {
  const id = parameter('id') ?? '';
  const found = id === '' ? null : await loadCase(manifest, id);
  if (!found) {
    root.append(
      emptyState(id === '' ? 'No case is named in the address.' : 'There is no such case.', [
        'Choose one from ',
        h('a', { href: './cases.html' }, 'all cases'),
        '.',
      ]),
    );
    return 'Test case';
  }
  root.append(head(found, manifest), ...deadSection(found), ...caseTests(found), ...doneSections(found));
  root.append(...coverSection(found, manifest), yamlSection(found));
  return found.title;
}

function head(one: WholeCase, manifest: SiteManifest): HTMLElement {
  const facts: Child[] = [
    mark(caseLook(one.status)),
    one.type ? h('span', { class: 'tag' }, one.type) : null,
    one.priority ? h('span', { class: 'tag' }, `${one.priority} priority`) : null,
    one.owner ? h('span', null, `owner ${one.owner}`) : null,
    one.source === 'manual' ? null : h('span', null, one.source),
    sourceLink(one.path, manifest.readAt, one.alone ? null : one.line, manifest.repositoryUrl),
    h('a', { class: 'button', href: `./case-edit.html?id=${encodeURIComponent(one.id)}` }, 'Edit'),
  ];
  return h(
    'header',
    { class: 'page-head' },
    h('p', { class: 'place' }, one.id),
    h('h1', { class: 'name' }, one.title),
    h('p', { class: 'facts' }, ...facts),
    one.tags.length > 0
      ? h(
          'p',
          { class: 'facts' },
          ...one.tags.map((tag) =>
            h('a', { class: 'tag', href: `./cases.html?q=${encodeURIComponent(`tag:"${tag}"`)}` }, tag),
          ),
        )
      : null,
  );
}

const COVER_WORDS = {
  found: '',
  unverified: 'not verified: its language is not read',
  'no-file': 'is not there any more',
  'no-symbol': 'does not declare it any more',
} as const;

function deadSection(one: WholeCase): HTMLElement[] {
  const dead = [
    ...one.covers
      .filter(({ state }) => state === 'no-file' || state === 'no-symbol')
      .map(({ path, symbol, state }) =>
        h(
          'li',
          null,
          h('code', null, path),
          ` ${COVER_WORDS[state]}`,
          symbol ? [': ', h('code', null, symbol)] : null,
        ),
      ),
    ...one.links
      .filter(({ state }) => state === 'gone' || state === 'unknown')
      .map(({ text, state }) =>
        h(
          'li',
          null,
          h('code', null, text),
          state === 'gone' ? ' ran once and is gone' : ' is a test that nobody knows',
        ),
      ),
  ];
  if (dead.length === 0) return [];
  return [
    section(
      count(dead.length, 'dead link'),
      'name what is there now, or take the entry out',
      h('ul', { class: 'plain case-problems' }, ...dead),
    ),
  ];
}

/** A text of several lines as they stand. */
function lines(text: string): HTMLElement {
  return h('span', { class: 'lines' }, text);
}

function doneSections(one: WholeCase): HTMLElement[] {
  const parts: HTMLElement[] = [];
  if (one.preconditions.length > 0) {
    const items = one.preconditions.map((text) => h('li', null, lines(text)));
    parts.push(section('Preconditions', null, h('ul', { class: 'plain evidence' }, ...items)));
  }
  if (one.steps.length > 0) {
    const expects = one.steps.some(({ expected }) => expected);
    parts.push(
      section(
        'Steps',
        String(one.steps.length),
        h(
          'ol',
          { class: 'steps' },
          ...one.steps.map(({ action, expected }) =>
            h(
              'li',
              { class: expects ? 'pair' : undefined },
              lines(action),
              expected
                ? h('span', { class: 'expected' }, h('span', { class: 'note' }, 'Expected '), lines(expected))
                : null,
            ),
          ),
        ),
      ),
    );
  }
  if (one.parameters.length > 0) parts.push(parameterSection(one));
  if (one.steps.length + one.preconditions.length + one.parameters.length === 0)
    parts.push(
      emptyState(
        'The case says nothing of what is done.',
        one.links.length > 0
          ? 'Its tests above do; add steps for those who do it by hand.'
          : 'Edit it and add the steps.',
      ),
    );
  return parts;
}

function parameterSection({ parameters }: WholeCase): HTMLElement {
  const names = [...new Set(parameters.flatMap((row) => Object.keys(row)))];
  return section(
    'Parameters',
    count(parameters.length, 'set of values', 'sets of values'),
    h(
      'div',
      { class: 'fit' },
      table(
        'Sets of values',
        names.map((name) => ({
          heading: name,
          number: parameters.every((row) => typeof row[name] === 'number'),
          cell: (row: (typeof parameters)[number]) => (Object.hasOwn(row, name) ? String(row[name]) : ''),
        })),
        parameters,
      ),
    ),
  );
}

function coverSection({ covers }: WholeCase, manifest: SiteManifest): HTMLElement[] {
  if (covers.length === 0) return [];
  const items = covers.map(({ path, symbol, state, measured }) =>
    h(
      'li',
      null,
      measured
        ? h('a', { href: fileHref(path) }, path)
        : state === 'no-file'
          ? h('code', null, path)
          : sourceLink(path, manifest.readAt, null, manifest.repositoryUrl),
      symbol ? [' ', h('code', null, symbol)] : null,
      COVER_WORDS[state]
        ? h('span', { class: state === 'unverified' ? 'note' : 'bad' }, ` ${COVER_WORDS[state]}`)
        : null,
    ),
  );
  return [section('Covers', null, h('ul', { class: 'plain' }, ...items))];
}

function yamlSection({ yaml, path }: WholeCase): HTMLElement {
  return h(
    'details',
    { class: 'case-yaml' },
    h('summary', null, path),
    h('pre', { tabindex: '0' }, yaml),
    copyButton('Copy YAML', () => yaml),
  );
}
