import type { SiteFlaky, SiteFlakyRow, SiteManifest } from '@qitops/model';
import { load } from './data.ts';
import { h } from './dom.ts';
import { evidenceList } from './evidence-list.ts';
import { count, integer, minutes, percent } from './format.ts';
import { emptyState, middleCut, section, testHref, when } from './parts.ts';
import { mark, stateLook } from './status.ts';
import { outcomeStrip, stripSentence } from './strip.ts';

const HEADINGS: readonly [SiteFlakyRow['state'], string, string][] = [
  ['quarantined', 'Eligible for quarantine', 'certain enough that their failures need not stop a change'],
  ['flaky', 'Flaky', 'fail and pass on unchanged code'],
  ['suspected', 'Suspected', 'not enough evidence yet'],
  ['broken', 'Broken', 'fail every time: a defect, not a flake'],
  ['fixed', 'Fixed', 'were flaky, and have passed long enough'],
];

/** Flaky tests with what speaks for it and what they cost. */
export async function render(root: HTMLElement, manifest: SiteManifest): Promise<string> {
  if (!manifest.files.flaky) {
    root.append(
      emptyState('Flakiness was not measured.', [
        'Run ',
        h('code', null, 'qitops flaky-detect'),
        ' before the report; ten runs of history are enough to begin with.',
      ]),
    );
    return 'Flaky tests';
  }
  const flaky = await load<SiteFlaky>(manifest.files.flaky);
  const { cost } = flaky;
  root.append(
    h('h1', null, headline(flaky)),
    h(
      'p',
      { class: 'text' },
      `Flaky tests cost ${minutes(cost.minutes)} over ${count(cost.runs, 'run')}: ${count(cost.failedAttempts, 'failed attempt')}, and ${count(cost.reruns, 'whole re-run')} that they alone caused.`,
    ),
    stateCounters(flaky),
  );
  for (const [state, heading, meaning] of HEADINGS) {
    const rows = flaky.rows.filter((row) => row.state === state);
    if (rows.length > 0) {
      const list = h('ul', { class: 'flaky-list' }, ...rows.map((row, index) => item(row, index < 3)));
      const part = section(heading, `${rows.length}, ${meaning}`, list);
      part.id = state;
      root.append(part);
    }
  }
  if (flaky.rows.length === 0)
    root.append(
      emptyState(
        'No test is flaky.',
        `Nothing failed and passed on the same code in ${count(flaky.runs, 'run')}.`,
      ),
    );
  return 'Flaky tests';
}

function headline(flaky: SiteFlaky): string {
  const certain = (flaky.states.flaky ?? 0) + (flaky.states.quarantined ?? 0);
  const suspected = flaky.states.suspected ?? 0;
  if (certain + suspected === 0) return 'No flaky tests';
  return [certain > 0 ? count(certain, 'flaky test') : null, suspected > 0 ? `${suspected} suspected` : null]
    .filter((part) => part !== null)
    .join(', ');
}

function stateCounters(flaky: SiteFlaky): HTMLElement {
  const states = Object.entries(flaky.states).sort(([, a], [, b]) => a - b);
  return h(
    'p',
    { class: 'facts' },
    ...states.map(([state, amount]) => {
      const listed = flaky.rows.some((row) => row.state === state);
      const figure = [mark(stateLook(state)), h('span', null, integer(amount))];
      return listed
        ? h('a', { class: 'state-figure', href: `#${state}` }, ...figure)
        : h('span', { class: 'state-figure' }, ...figure);
    }),
  );
}

function item(row: SiteFlakyRow, open: boolean): HTMLElement {
  const [low, high] = row.interval;
  return h(
    'li',
    { 'data-row': '' },
    h(
      'div',
      { class: 'flaky-head' },
      h(
        'a',
        { class: 'test-name', href: testHref(row.id) },
        middleCut([...row.suite, row.name].join(' › '), 24),
      ),
      row.recent ? outcomeStrip(row.recent, stripSentence(row.recent), 5) : null,
    ),
    row.file ? h('p', { class: 'place' }, middleCut(row.file, 24)) : null,
    h(
      'dl',
      { class: 'inline' },
      fact('probability', row.probability.toFixed(2)),
      fact('fails', `${percent(row.rate, 1)} of attempts (${percent(low, 1)} to ${percent(high, 1)})`),
      fact('seen', `${count(row.failures, 'failure')} in ${count(row.runs, 'run')}`),
      fact('cost', minutes(row.minutes)),
      row.firstSeen ? fact('first', when(row.firstSeen)) : null,
      row.lastSeen ? fact('last', when(row.lastSeen)) : null,
      row.cluster ? fact('cluster', row.cluster) : null,
    ),
    row.evidence.length > 0
      ? h(
          'details',
          { open },
          h('summary', null, `Evidence (${row.evidence.length})`),
          evidenceList(row.evidence),
        )
      : null,
  );
}

function fact(name: string, value: string | HTMLElement): HTMLElement {
  return h('div', null, h('dt', null, name), h('dd', null, value));
}
