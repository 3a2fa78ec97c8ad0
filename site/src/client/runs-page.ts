import type { SiteManifest, SiteRunRow, SiteRuns } from '@qitops/model';
import { chartFigure, color } from './chart.ts';
import { load, parameter, setParameters } from './data.ts';
import { fill, h } from './dom.ts';
import { branchName, count, duration, moment, percent, shortSha } from './format.ts';
import { commit, emptyState, runHref, section, when } from './parts.ts';
import { runOptions } from './run-parts.ts';
import { mark, VERDICT_LOOK } from './status.ts';
import { table } from './table.ts';

type Placed = SiteRunRow & { position: number };

/** All runs: failures over time, durations over time, and the list, from which any two can be compared. */
export async function render(root: HTMLElement, manifest: SiteManifest): Promise<string> {
  const { runs, changes } = await load<SiteRuns>(manifest.files.runs);
  if (runs.length === 0) {
    root.append(emptyState('No run is recorded yet.', 'Add results with `qitops history add`.'));
    return 'Runs';
  }
  const placed = runs.map((run, position) => ({ ...run, position }));
  const body = h('div');
  const heading = h('h1');
  const scopes: [string, string, Placed[]][] = [
    [
      'main',
      `main branch ${placed.filter((run) => run.mainline).length}`,
      placed.filter((run) => run.mainline),
    ],
    ['all', `all ${placed.length}`, placed],
    [
      'pr',
      `pull requests ${placed.filter((run) => run.pr !== null).length}`,
      placed.filter((run) => run.pr !== null),
    ],
  ];
  const buttons = scopes
    .filter(([, , list]) => list.length > 0)
    .map(([id, label, list]) => {
      const [words, amount] = [label.replace(/ \d+$/, ''), list.length];
      return h(
        'button',
        { type: 'button', class: 'counter', 'data-scope': id, on: { click: () => choose(id) } },
        h('b', null, String(amount)),
        ` ${words}`,
      );
    });
  const choose = (id: string) => {
    const [, , list] = scopes.find(([scope]) => scope === id) ?? scopes[0]!;
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.scope === id));
    setParameters({ scope: id === 'main' ? null : id });
    heading.textContent = headline(list, id);
    fill(body, ...drawn(list, manifest, id === 'main' ? changes : []));
  };
  root.append(
    heading,
    h('div', { class: 'counters', role: 'group', 'aria-label': 'Which runs' }, ...buttons),
    body,
  );
  choose(parameter('scope') ?? 'main');
  return 'Runs';
}

function headline(list: readonly Placed[], scope: string): string {
  const red = list.filter((run) => run.failed > 0).length;
  const which = { main: 'of the main branch ', pr: 'of pull requests ' }[scope] ?? '';
  return red === 0
    ? `None of ${count(list.length, 'run')} ${which}failed`
    : `${red} of ${count(list.length, 'run')} ${which}failed`;
}

function drawn(list: readonly Placed[], manifest: SiteManifest, changes: SiteRuns['changes']): HTMLElement[] {
  const recent = list.slice(-120);
  return [
    section('Failures', `newest ${count(recent.length, 'run')}`, failureChart(recent)),
    section(
      'Duration',
      `newest ${count(recent.length, 'run')}`,
      durationChart(recent),
      ...changes.map((change) => h('p', { class: 'note' }, changeSentence(change))),
    ),
    section('List', 'newest first', compareForm(list), runTable([...list].reverse(), manifest)),
  ];
}

function changeSentence({ metric, sha, before, after }: SiteRuns['changes'][number]): string {
  if (metric === 'duration')
    return `The suite went from ${duration(before)} to ${duration(after)} at ${shortSha(sha)}.`;
  const what = metric === 'coverage' ? 'Line coverage' : 'The pass rate';
  return `${what} went from ${before} % to ${after} % at ${shortSha(sha)}.`;
}

const axes = (yLabel: (value: number) => string, stacked: boolean) => ({
  x: {
    stacked,
    ticks: { color: color('quiet'), maxTicksLimit: 8, maxRotation: 0 },
    grid: { display: false },
  },
  y: {
    stacked,
    beginAtZero: true,
    ticks: {
      color: color('quiet'),
      precision: 0,
      callback: (value: string | number) => yLabel(Number(value)),
    },
    grid: { color: color('line') },
  },
});

const figureColumns = [
  { heading: 'Run', cell: (run: Placed) => moment(run.startedAt) },
  { heading: 'Failed', number: true, cell: (run: Placed) => run.failed },
  { heading: 'Flaky', number: true, cell: (run: Placed) => run.flaky },
  { heading: 'Skipped', number: true, cell: (run: Placed) => run.skipped },
  { heading: 'Passed', number: true, cell: (run: Placed) => run.passed },
  { heading: 'Time', number: true, cell: (run: Placed) => duration(run.durationMs) },
];

function failureChart(runs: readonly Placed[]): HTMLElement {
  const red = runs.filter((run) => run.failed > 0).length;
  const most = Math.max(...runs.map((run) => run.failed));
  const sentence =
    red === 0
      ? `None of ${count(runs.length, 'run')} failed.`
      : `${red} of ${count(runs.length, 'run')} had failures, at most ${most} in one.`;
  const series = (label: string, tone: 'bad' | 'flaky', key: 'failed' | 'flaky') => ({
    label,
    data: runs.map((run) => run[key]),
    backgroundColor: color(tone),
    maxBarThickness: 48,
  });
  return chartFigure(
    `${sentence} The axis shows failed and flaky tests only.`,
    () => ({
      type: 'bar',
      data: {
        labels: runs.map((run) => moment(run.startedAt)),
        datasets: [series('failed', 'bad', 'failed'), series('flaky', 'flaky', 'flaky')],
      },
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        plugins: { legend: { labels: { color: color('text'), boxWidth: 12 } } },
        scales: axes(String, true),
      },
    }),
    figureColumns,
    [...runs].reverse(),
    'counts by run',
  );
}

function durationChart(runs: readonly Placed[]): HTMLElement {
  const known = runs.filter((run) => run.durationMs !== null);
  if (known.length < 2)
    return h(
      'p',
      { class: 'note' },
      known.length === 0
        ? 'The result files give no durations.'
        : `${duration(known[0]!.durationMs)}, the only run with a duration. From two on they are drawn.`,
    );
  const sorted = known.map((run) => run.durationMs!).sort((a, b) => a - b);
  const sentence = `Median ${duration(sorted[Math.floor(sorted.length / 2)]!)}, from ${duration(sorted[0]!)} to ${duration(sorted.at(-1)!)}; ${known.length} of ${count(runs.length, 'run')} have a duration.`;
  return chartFigure(
    sentence,
    () => ({
      type: 'line',
      data: {
        labels: known.map((run) => moment(run.startedAt)),
        datasets: [
          {
            label: 'Duration',
            data: known.map((run) => run.durationMs),
            borderColor: color('good'),
            borderWidth: 1.5,
            pointRadius: 0,
          },
        ],
      },
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        plugins: { legend: { display: false } },
        scales: axes(duration, false),
      },
    }),
    figureColumns,
    [...runs].reverse(),
    'durations by run',
  );
}

function compareForm(runs: readonly Placed[]): HTMLElement | null {
  if (runs.length < 2) return null;
  const from = h('select', { id: 'from' }, ...runOptions(runs));
  const to = h('select', { id: 'to' }, ...runOptions(runs));
  from.selectedIndex = Math.min(1, runs.length - 1);
  const go = () =>
    location.assign(`./run.html?key=${encodeURIComponent(to.value)}&with=${encodeURIComponent(from.value)}`);
  return h(
    'div',
    { class: 'controls' },
    h('label', null, 'Compare ', from),
    h('label', null, 'with ', to),
    h('button', { type: 'button', class: 'button', on: { click: go } }, 'Compare'),
  );
}

function runTable(runs: readonly Placed[], manifest: SiteManifest): HTMLElement {
  return table(
    'Runs',
    [
      {
        heading: 'Result',
        cell: (run) =>
          mark(VERDICT_LOOK[run.failed > 0 ? 'failed' : run.passed + run.flaky > 0 ? 'passed' : 'unknown']),
      },
      { heading: 'Run', cell: (run) => h('a', { href: runHref(run.position) }, when(run.startedAt)) },
      { heading: 'Commit', cell: (run) => commit(run.sha, manifest.repositoryUrl) },
      {
        heading: 'Branch',
        wide: true,
        cell: (run) => (run.pr !== null ? `#${run.pr}` : branchName(run.ref)),
      },
      {
        heading: 'Job',
        wide: true,
        cell: (run) => [
          run.job,
          run.cell !== '0' && run.cell ? ` ${run.cell}` : '',
          run.attempt > 1 ? `, attempt ${run.attempt}` : '',
        ],
      },
      { heading: 'Failed', number: true, cell: (run) => run.failed },
      { heading: 'Flaky', number: true, wide: true, cell: (run) => run.flaky },
      {
        heading: 'Pass rate',
        number: true,
        cell: (run) => percent(run.passed, run.passed + run.failed + run.flaky),
      },
      { heading: 'Tests', number: true, wide: true, cell: (run) => run.tests },
      { heading: 'Time', number: true, wide: true, cell: (run) => duration(run.durationMs) },
    ],
    runs,
    30,
  );
}
