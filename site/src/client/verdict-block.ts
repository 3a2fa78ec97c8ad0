import type { SiteOverview } from '@qitops/model';
import { h } from './dom.ts';
import { branchName, count, duration, integer, minutes, percent } from './format.ts';
import { commit, when } from './parts.ts';
import { icon, VERDICT_LOOK } from './status.ts';

/** The verdict as a sentence, what it rests on, and the few figures beside it. */
export function verdictBlock(overview: SiteOverview, repositoryUrl: string | null): HTMLElement {
  const { verdict, head } = overview;
  const look = VERDICT_LOOK[verdict.status];
  return h(
    'header',
    { class: `verdict ${look.tone}` },
    h(
      'h1',
      null,
      icon(look),
      h('span', null, h('span', { class: 'verdict-word' }, `${look.word}. `), verdict.sentence, '.'),
    ),
    head
      ? h(
          'p',
          { class: 'basis' },
          commit(head.sha, repositoryUrl),
          ` on ${branchName(head.ref)}, `,
          when(head.startedAt),
          `: ${count(head.tests, 'test')} in ${count(head.jobs, 'job')}, ${duration(head.durationMs)}. `,
          countsLine(head),
        )
      : h('p', { class: 'basis' }, `${verdict.basis}`),
    head ? figures(overview) : null,
  );
}

function countsLine(head: NonNullable<SiteOverview['head']>): string {
  const parts = [
    [head.failed, 'failed'],
    [head.flaky, 'passed after a retry'],
    [head.passed, 'passed'],
    [head.skipped, 'skipped'],
    [head.other, 'with another outcome'],
  ] as const;
  return `${parts
    .filter(([amount]) => amount > 0)
    .map(([amount, word]) => `${integer(amount)} ${word}`)
    .join(', ')}.`;
}

function figures(overview: SiteOverview): HTMLElement {
  const { health, coverage, flaky } = overview;
  const before =
    health.passRateBefore.of > 0
      ? `, ${percent(health.passRateBefore.part, health.passRateBefore.of, 2)} in the ${health.passRateBefore.runs} before`
      : '';
  const flakyTests = flaky.states ? (flaky.states.flaky ?? 0) + (flaky.states.quarantined ?? 0) : null;
  return h(
    'dl',
    { class: 'figures-row' },
    figure(
      'Pass rate',
      percent(health.passRate.part, health.passRate.of, 2),
      `of ${integer(health.passRate.of)} results in ${count(health.passRate.runs, 'run')}${before}`,
    ),
    figure(
      'Green runs',
      `${health.greenRuns.part} of ${health.greenRuns.of}`,
      'the newest of the main branch',
    ),
    figure(
      'Line coverage',
      coverage ? percent(coverage.lines.covered, coverage.lines.total) : 'not measured',
      coverage
        ? `of ${count(coverage.lines.total, 'line')} at ${coverage.sha.slice(0, 7)}`
        : 'no coverage file was given',
    ),
    figure(
      'Flaky tests',
      flakyTests === null ? 'not measured' : integer(flakyTests),
      flakyTests === null
        ? 'qitops flaky-detect was not run'
        : `cost ${minutes(flaky.cost.minutes)} over ${count(flaky.cost.runs, 'run')}`,
    ),
  );
}

function figure(name: string, value: string, note: string): HTMLElement {
  const unknown = value === 'not measured';
  return h(
    'div',
    null,
    h('dt', null, name),
    h('dd', { class: unknown ? 'unknown' : 'value' }, value),
    h('dd', { class: 'note' }, note),
  );
}
