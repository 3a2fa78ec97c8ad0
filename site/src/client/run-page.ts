import type {
  SiteManifest,
  SiteRunDetail,
  SiteRunRow,
  SiteRuns,
  SiteTests,
  SiteTimeline,
} from '@qitops/model';
import { fromDifferences } from './columns.ts';
import { load, parameter, setParameters } from './data.ts';
import { h } from './dom.ts';
import { branchName, count, duration, integer, moment, percent, shortSha } from './format.ts';
import { commit, emptyState, section, when } from './parts.ts';
import { categorySection, clusterSection } from './run-clusters.ts';
import { comparisonSection } from './run-comparison.ts';
import { detailOf, testNames } from './run-parts.ts';
import { timelineSection } from './run-timeline.ts';
import { icon, VERDICT_LOOK } from './status.ts';

/** One run: its failures by cause, and what differs from another run. */
export async function render(root: HTMLElement, manifest: SiteManifest): Promise<string> {
  const [{ runs }, tests] = await Promise.all([
    load<SiteRuns>(manifest.files.runs),
    load<SiteTests>(manifest.files.tests),
  ]);
  const position = positionOf(runs, parameter('key'), parameter('run'));
  if (position === null) {
    root.append(
      emptyState('This run is not in the history.', [
        'It may be older than what is kept. ',
        h('a', { href: './runs.html' }, 'All runs'),
      ]),
    );
    return 'Run';
  }
  const run = runs[position]!;
  setParameters({ key: run.key, run: null });
  const wanted = parameter('with');
  const other = wanted === null ? before(runs, position) : (positionOf(runs, wanted, null) ?? 'lost');
  const detail = await detailOf(manifest, position);
  root.append(
    runHead(run, manifest),
    ...categorySection(detail, tests),
    ...clusterSection(detail, tests),
    await comparisonSection({ manifest, runs, tests, here: position }, other),
    ...flakySection(detail, tests),
    ...(manifest.timeline?.run === position
      ? timelineSection(await load<SiteTimeline>(manifest.timeline.file), tests)
      : []),
  );
  return `Run at ${shortSha(run.sha)}`;
}

function positionOf(runs: readonly SiteRunRow[], key: string | null, position: string | null): number | null {
  if (key !== null) {
    const found = runs.findIndex((run) => run.key === key);
    return found < 0 ? null : found;
  }
  const number = position === null ? Number.NaN : Number(position);
  return Number.isInteger(number) && number >= 0 && number < runs.length ? number : null;
}

/** The newest earlier run of the same job at another commit, of the main branch where there is one. */
function before(runs: readonly SiteRunRow[], position: number): number | null {
  const run = runs[position]!;
  const fits = (other: SiteRunRow) =>
    other.job === run.job && other.cell === run.cell && other.sha !== run.sha;
  const earlier = runs.slice(0, position);
  const main = earlier.findLastIndex((other) => fits(other) && other.mainline);
  const any = earlier.findLastIndex(fits);
  return main >= 0 ? main : any >= 0 ? any : null;
}

function runHead(run: SiteRunRow, manifest: SiteManifest): HTMLElement {
  const judged = run.passed + run.failed + run.flaky;
  const look = VERDICT_LOOK[run.failed > 0 ? 'failed' : judged > 0 ? 'passed' : 'unknown'];
  const words = run.failed > 0 ? `${count(run.failed, 'failure')}` : judged > 0 ? 'No failure' : 'No result';
  const link =
    manifest.repositoryUrl && /^\d+$/.test(run.runId)
      ? h(
          'a',
          { href: `${manifest.repositoryUrl}/actions/runs/${run.runId}/attempts/${run.attempt}` },
          'workflow run',
        )
      : null;
  return h(
    'header',
    { class: `verdict ${look.tone}` },
    h('h1', null, icon(look), h('span', null, `${words} at ${shortSha(run.sha)}`)),
    h(
      'p',
      { class: 'basis' },
      commit(run.sha, manifest.repositoryUrl),
      ` on ${run.pr !== null ? `pull request ${run.pr}` : branchName(run.ref)}, `,
      when(run.startedAt),
      `, ${moment(run.startedAt)}. `,
      `${run.job}${run.cell !== '0' && run.cell ? ` ${run.cell}` : ''}, attempt ${run.attempt}, ${duration(run.durationMs)}. `,
      link,
    ),
    h(
      'p',
      { class: 'basis' },
      `${integer(run.passed)} passed, ${run.failed} failed, ${run.flaky} flaky, ${run.skipped} skipped of ${count(run.tests, 'test')}; pass rate ${percent(run.passed, judged, 2)} of ${integer(judged)}.`,
    ),
  );
}

function flakySection(detail: SiteRunDetail, tests: SiteTests): HTMLElement[] {
  if (detail.flaky.length === 0) return [];
  return [
    section(
      'Passed after a retry',
      String(detail.flaky.length),
      testNames(tests, fromDifferences(detail.flaky)),
    ),
  ];
}
