import type { SiteManifest, SiteRunRow, SiteTests } from '@qitops/model';
import { type Comparison, compareRuns } from './compare-runs.ts';
import { setParameters } from './data.ts';
import { type Child, fill, h } from './dom.ts';
import { count, duration, shortSha } from './format.ts';
import { onKey } from './keys.ts';
import { emptyState, runHref, section, when } from './parts.ts';
import { detailOf, runOptions, testLink, testNames } from './run-parts.ts';
import { lookOf, mark } from './status.ts';
import { table } from './table.ts';

/** What the comparison is of. */
export interface Compared {
  manifest: SiteManifest;
  runs: readonly SiteRunRow[];
  tests: SiteTests;
  /** Position of the run whose page this is. */
  here: number;
}

/**
 * What differs between this run and another one that the reader chooses; it stays in the address as `with`.
 * @param other position of the run to begin with; null = none, `lost` = the address names one that is not there.
 */
export async function comparisonSection(
  compared: Compared,
  other: number | null | 'lost',
): Promise<HTMLElement> {
  const { runs, here } = compared;
  if (runs.length < 2) {
    return section(
      'Compared',
      null,
      h('p', { class: 'note' }, 'This is the only run. The next one is compared with it here.'),
    );
  }
  const body = h('div', { 'aria-live': 'polite' });
  const others = runs.filter((_, position) => position !== here);
  const select = h(
    'select',
    { id: 'with' },
    h('option', { value: '' }, 'choose a run'),
    ...runOptions(others, typeof other === 'number' ? runs[other]! : null),
  );
  const placeOf = (key: string) => runs.findIndex((run) => run.key === key);
  const choose = async (position: number | null | 'lost', byReader: boolean) => {
    select.value = typeof position === 'number' ? runs[position]!.key : '';
    if (byReader) setParameters({ with: select.value });
    fill(body, ...(await comparisonWith(compared, position)));
  };
  const swap = () => {
    if (select.value === '') return false;
    location.assign(
      `./run.html?key=${encodeURIComponent(select.value)}&with=${encodeURIComponent(runs[here]!.key)}`,
    );
    return true;
  };
  const step = (by: number) => {
    const at = select.value === '' ? here : placeOf(select.value);
    const next = at + by === here ? at + 2 * by : at + by;
    if (next < 0 || next >= runs.length) return false;
    if (![...select.options].some(({ value }) => value === runs[next]!.key))
      select.append(...runOptions([runs[next]!]));
    void choose(next, true);
    return true;
  };
  select.addEventListener(
    'change',
    () => void choose(select.value === '' ? null : placeOf(select.value), true),
  );
  onKey((key) => (key === '[' ? step(-1) : key === ']' ? step(1) : key === 'x' && swap()));
  await choose(other, false);
  return section(
    'Compared',
    null,
    h(
      'div',
      { class: 'controls' },
      h('label', null, 'With ', select),
      h('button', { type: 'button', class: 'button', on: { click: swap } }, 'Swap'),
    ),
    body,
  );
}

async function comparisonWith(
  { manifest, runs, tests, here }: Compared,
  other: number | null | 'lost',
): Promise<Child[]> {
  if (other === 'lost')
    return [
      emptyState(
        'The run to compare with is not in the history.',
        'It may be older than what is kept. Choose another one above.',
      ),
    ];
  if (other === null)
    return [h('p', { class: 'note' }, 'There is no earlier run of this job. Choose a run above.')];
  if (other === here) return [emptyState('Both are the same run.', 'Choose another one above.')];
  const [now, then] = await Promise.all([detailOf(manifest, here), detailOf(manifest, other)]);
  const found = compareRuns(now, then, tests.p50);
  const [run, base] = [runs[here]!, runs[other]!];
  const otherJob = run.job !== base.job || run.cell !== base.cell;
  return [
    h(
      'p',
      null,
      'With ',
      h('a', { href: runHref(other) }, shortSha(base.sha)),
      ', ',
      when(base.startedAt),
      `: ${summary(found)}.`,
      otherJob ? ' Another job ran then: tests of one alone count as added or removed.' : null,
    ),
    ...groups(found, tests),
    ...timeTable(found, tests),
  ];
}

function summary(found: Comparison): string {
  const parts: [readonly unknown[], string][] = [
    [found.newlyFailing, 'newly failing'],
    [found.stillFailing, 'still failing'],
    [found.fixed, 'fixed'],
    [found.newlyFlaky, 'newly flaky'],
    [found.newlySkipped, 'newly skipped'],
    [found.added, 'added'],
    [found.removed, 'removed'],
    [found.timed, 'with another duration'],
  ];
  const words = parts.filter(([list]) => list.length > 0).map(([list, what]) => `${list.length} ${what}`);
  return words.length > 0 ? words.join(', ') : 'no test differs';
}

function groups(found: Comparison, tests: SiteTests): HTMLElement[] {
  const [added, fails] = [new Set(found.added), new Set([...found.newlyFailing, ...found.stillFailing])];
  const isNew = (index: number) =>
    added.has(index) ? h('span', { class: 'note' }, 'was not in the other run') : null;
  const isFailing = (index: number) => (fails.has(index) ? mark(lookOf('f')) : null);
  const lists: [string, readonly number[], ((index: number) => Child)?][] = [
    ['Newly failing', found.newlyFailing, isNew],
    ['Still failing', found.stillFailing],
    ['Fixed', found.fixed],
    ['Newly flaky', found.newlyFlaky, isNew],
    ['Newly skipped', found.newlySkipped],
    ['Added', found.added, isFailing],
    ['Removed', found.removed],
  ];
  return lists
    .filter(([, list]) => list.length > 0)
    .flatMap(([heading, list, note]) => [
      h('h3', null, `${heading} (${list.length})`),
      testNames(tests, list, note),
    ]);
}

function timeTable({ timed }: Comparison, tests: SiteTests): HTMLElement[] {
  if (timed.length === 0) return [];
  return [
    h('h3', null, `Another duration (${timed.length})`),
    h(
      'p',
      { class: 'note' },
      `${count(timed.length, 'test')} took half as long again or more than in the other run, or the other way round, by at least 50 ms. Of a run the 100 durations farthest from their medians are kept.`,
    ),
    table(
      'Tests whose duration differs',
      [
        { heading: 'Test', main: true, cell: ({ test }) => testLink(tests, test) },
        { heading: 'There', number: true, cell: ({ before }) => duration(before) },
        { heading: 'Here', number: true, cell: ({ after }) => duration(after) },
        {
          heading: 'Change',
          number: true,
          cell: ({ before, after }) => `${after > before ? '+' : '−'}${duration(Math.abs(after - before))}`,
        },
      ],
      timed,
      30,
    ),
  ];
}
