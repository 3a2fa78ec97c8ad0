import type { SiteCaseDetail, SiteOutcome } from '@qitops/model';
import type { WholeCase } from './case-data.ts';
import { h } from './dom.ts';
import { count } from './format.ts';
import { emptyState, middleCut, section, testHref, when } from './parts.ts';
import { lookOf, mark } from './status.ts';
import { outcomeStrip, stripSentence } from './strip.ts';

type Link = SiteCaseDetail['links'][number];

const LETTERS: Readonly<Record<Link['tests'][number]['status'], SiteOutcome>> = {
  passed: 'p',
  flaky: 'r',
  failed: 'f',
  errored: 'e',
  skipped: 's',
  pending: 'n',
  other: 'o',
  warn: 'w',
  inconclusive: 'i',
};

const BADNESS = ['bad', 'flaky', 'quiet', 'good'];

/** The automated tests of a case, what fails first, each with its newest outcomes. */
export function caseTests({ links }: WholeCase): HTMLElement[] {
  if (links.length === 0)
    return [
      section(
        'Automated tests',
        'none',
        emptyState('Nobody but a person does this case.', [
          'When a test does it, name it under ',
          h('code', null, 'automatedBy'),
          ': ',
          h('code', null, 'file > suite > name'),
          '.',
        ]),
      ),
    ];
  const tests = links.flatMap((link) => link.tests.map((test) => ({ ...test, renamed: link.renamed })));
  const tone = (test: (typeof tests)[number]) => BADNESS.indexOf(lookOf(LETTERS[test.status] ?? '?').tone);
  const waiting = links.filter(({ state }) => state === 'source' || state === 'unverified');
  return [
    section(
      'Automated tests',
      count(tests.length, 'test'),
      tests.length > 0
        ? h('ul', { class: 'flaky-list' }, ...tests.sort((a, b) => tone(a) - tone(b)).map(testItem))
        : null,
      waiting.length > 0
        ? h(
            'ul',
            { class: 'plain' },
            ...waiting.map(({ text, state }) =>
              h(
                'li',
                null,
                h('code', null, text),
                state === 'source'
                  ? ' is in the source and did not run yet'
                  : ' was not verified: no run is known',
              ),
            ),
          )
        : null,
    ),
  ];
}

function testItem(test: Link['tests'][number] & { renamed: boolean }): HTMLElement {
  const place = [...(test.file ? [test.file] : []), ...test.suite].join(' › ');
  return h(
    'li',
    { 'data-row': '' },
    h(
      'div',
      { class: 'flaky-head' },
      h('a', { class: 'test-name', href: testHref(test.id) }, middleCut(test.name, 24)),
      test.recent ? outcomeStrip(test.recent, stripSentence(test.recent), 5) : null,
    ),
    place ? h('p', { class: 'place' }, middleCut(place, 24)) : null,
    h(
      'p',
      { class: 'facts' },
      mark(lookOf(LETTERS[test.status] ?? '?')),
      h('span', { class: 'note' }, when(test.at)),
      test.renamed ? h('span', { class: 'note' }, 'under a new name') : null,
    ),
  );
}
