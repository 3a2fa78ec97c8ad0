import { h } from './dom.ts';
import { evidenceList } from './evidence-list.ts';
import { count, minutes, percent } from './format.ts';
import { commit, runHref, section, when } from './parts.ts';
import { lookOf, mark } from './status.ts';
import type { TestContext } from './test-context.ts';

const FLIPS_SHOWN = 6;

/** Commits at which the main branch's outcome turned. */
export function flipSection({ test, runs, repositoryUrl }: TestContext): HTMLElement | null {
  if (test.flips.length === 0) return null;
  const items = test.flips.map(({ run, to }) =>
    h(
      'li',
      { 'data-row': '' },
      mark(lookOf(to === 'failed' ? 'f' : 'p')),
      ' from ',
      commit(runs[run]!.sha, repositoryUrl),
      h('a', { href: runHref(run) }, when(runs[run]!.startedAt)),
    ),
  );
  const rest = items.slice(FLIPS_SHOWN);
  return section(
    'Where it turned',
    'main branch, newest first',
    h('ul', { class: 'rows' }, ...items.slice(0, FLIPS_SHOWN)),
    rest.length > 0
      ? h('details', null, h('summary', null, `${rest.length} earlier`), h('ul', { class: 'rows' }, ...rest))
      : null,
  );
}

/** What speaks for flakiness. */
export function flakySection({ test }: TestContext): HTMLElement | null {
  const { flaky } = test;
  if (!flaky) return null;
  const [low, high] = flaky.interval;
  const sentence = `Probability ${flaky.probability.toFixed(2)} that it is flaky. It fails ${percent(flaky.rate, 1)} of attempts on unchanged code (90 % interval ${percent(low, 1)} to ${percent(high, 1)}, ${count(flaky.runs, 'run')}, ${count(flaky.failures, 'failure')}), and cost ${minutes(flaky.minutes)}.`;
  return section(
    'Flakiness',
    flaky.state,
    h('p', { class: 'text' }, sentence),
    flaky.renamedFrom ? h('p', { class: 'note' }, 'Renamed from ', h('code', null, flaky.renamedFrom)) : null,
    evidenceList(flaky.evidence),
  );
}
