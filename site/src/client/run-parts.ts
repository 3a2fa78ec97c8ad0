import type { SiteManifest, SiteRunDetail, SiteRunDetails, SiteRunRow, SiteTests } from '@qitops/model';
import { load } from './data.ts';
import { type Child, h } from './dom.ts';
import { integer, moment, shortSha } from './format.ts';
import { middleCut, testHref } from './parts.ts';

/** Tests shown at first, and how many more a press shows. */
const TESTS_SHOWN = 30;
const TESTS_MORE = 200;
const RUNS_OFFERED = 200;

/** What a run tells of its tests; its file is read at most once. */
export async function detailOf(manifest: SiteManifest, position: number): Promise<SiteRunDetail> {
  const { folder, per } = manifest.runDetails;
  const file = await load<SiteRunDetails>(`${folder}/${Math.floor(position / per)}.json`);
  return file.runs[position - file.from]!;
}

/** Id of the test at a position. */
export function idAt({ ids }: SiteTests, index: number): string {
  return ids.slice(index * 16, index * 16 + 16);
}

/** A test's name as a link to its page. */
export function testLink(tests: SiteTests, index: number): HTMLElement {
  return h(
    'a',
    { class: 'grow', href: testHref(idAt(tests, index)) },
    middleCut([...(tests.suites[tests.suite[index]!] ?? []), tests.names[index]!].join(' › '), 24),
  );
}

/** Tests by position, each with what `note` says of it; the first ones, and a button for more. */
export function testNames(
  tests: SiteTests,
  positions: readonly number[],
  note: (index: number) => Child = () => null,
): HTMLElement {
  const list = h('ul', { class: 'rows' });
  const item = (index: number): HTMLElement => {
    const file = tests.files[tests.file[index]!];
    return h(
      'li',
      { 'data-row': '' },
      testLink(tests, index),
      note(index),
      file ? h('span', { class: 'place end' }, middleCut(file, 20)) : null,
    );
  };
  let shown = 0;
  const show = (amount: number) => {
    list.append(...positions.slice(shown, shown + amount).map(item));
    shown = Math.min(positions.length, shown + amount);
    const left = positions.length - shown;
    more.textContent = `Show ${integer(Math.min(left, TESTS_MORE))} more of ${integer(left)}`;
    more.hidden = left === 0;
  };
  const more = h(
    'button',
    { type: 'button', class: 'button', on: { click: () => show(TESTS_MORE) } },
    'Show more',
  );
  show(TESTS_SHOWN);
  return h('div', null, list, more);
}

/** The newest runs to choose from, newest first; `also` is among them however old it is. */
export function runOptions(runs: readonly SiteRunRow[], also: SiteRunRow | null = null): HTMLOptionElement[] {
  const newest = [...runs].reverse().slice(0, RUNS_OFFERED);
  const offered = also === null || newest.includes(also) ? newest : [...newest, also];
  return offered.map((run) =>
    h(
      'option',
      { value: run.key },
      `${moment(run.startedAt)} ${shortSha(run.sha)}${run.pr !== null ? ` #${run.pr}` : ''}${run.failed > 0 ? `, ${run.failed} failed` : ''}`,
    ),
  );
}
