import type { SiteTests } from '@qitops/model';
import { h } from './dom.ts';
import { duration, integer, percent } from './format.ts';
import { middleCut, testHref } from './parts.ts';
import { icon, lookOf } from './status.ts';
import { outcomeStrip, stripSentence } from './strip.ts';

/** The heads of the columns of the list of tests. */
export function listHead(): HTMLElement {
  const cell = (words: string, name: string) => h('span', { role: 'columnheader', class: name }, words);
  return h(
    'div',
    { role: 'rowgroup' },
    h(
      'div',
      { role: 'row', class: 'test-row head' },
      cell('Status', 'c-status'),
      cell('Test', 'c-name'),
      cell('File', 'c-file'),
      cell('Last 30 on main', 'c-strip'),
      cell('Pass rate', 'c-rate'),
      cell('Median', 'c-time'),
    ),
  );
}

/** A test of the list; `depth` is how far it is moved in below the node of a tree, null outside of one. */
export function testRow(tests: SiteTests, index: number, depth: number | null = null): HTMLElement {
  const look = lookOf(tests.last[index]!);
  const id = tests.ids.slice(index * 16, index * 16 + 16);
  const file = tests.files[tests.file[index]!] ?? '';
  const suite = tests.suites[tests.suite[index]!] ?? [];
  const judged = tests.passed[index]! + tests.failed[index]! + tests.flaky[index]!;
  const recent = tests.recent[index]!;
  return h(
    'div',
    {
      role: 'row',
      class: depth === null ? 'test-row' : 'test-row in-tree',
      'data-row': '',
      ...(depth === null ? {} : { style: { '--depth': String(depth) } }),
    },
    h(
      'span',
      { role: 'cell', class: 'c-status' },
      h('span', { class: `mark ${look.tone}` }, icon(look), h('span', null, look.word)),
    ),
    h(
      'span',
      { role: 'cell', class: 'c-name' },
      h(
        'a',
        { href: testHref(id) },
        middleCut(depth === null ? [...suite, tests.names[index]!].join(' › ') : tests.names[index]!, 24),
      ),
    ),
    h('span', { role: 'cell', class: 'c-file' }, file ? middleCut(file, 20) : 'no file'),
    h(
      'span',
      { role: 'cell', class: 'c-strip' },
      recent ? outcomeStrip(recent, stripSentence(recent), 4) : 'not on main',
    ),
    h(
      'span',
      { role: 'cell', class: 'c-rate' },
      judged > 0
        ? [percent(tests.passed[index]!, judged, 0), h('small', null, ` of ${integer(judged)}`)]
        : 'no result',
    ),
    h('span', { role: 'cell', class: 'c-time' }, duration(tests.p50[index]!)),
  );
}
