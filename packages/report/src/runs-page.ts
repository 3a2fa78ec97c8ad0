import type { SiteChange, SiteRuns } from '@qitops/model';
import type { Facts } from './facts.ts';
import { type Build, siteCounts } from './mainline.ts';
import { stepOf } from './statistics.ts';

/** Every run with its counts, and where the suite changed for good. */
export function runsPage(facts: Facts): SiteRuns {
  const mainline = new Set(facts.mainline.runs);
  const runs = facts.history.runs.map(({ info, counts }, index) => ({
    key: info.key,
    sha: info.sha,
    ref: info.ref,
    pr: info.pr,
    event: info.event,
    trust: info.trust,
    runId: info.runId,
    attempt: info.attempt,
    job: info.job,
    cell: info.cell,
    startedAt: info.startedAt,
    durationMs: info.durationMs,
    mainline: mainline.has(index),
    ...siteCounts(counts),
  }));
  return { runs, changes: suiteChanges(facts.mainline.builds) };
}

function suiteChanges(builds: readonly Build[]): SiteChange[] {
  const timed = builds.filter((build) => build.durationMs !== null);
  const judged = builds.filter((build) => build.passed + build.failed + build.flaky > 0);
  const covered = builds.filter((build) => (build.lines?.total ?? 0) > 0);
  const coverage = stepOf(Float64Array.from(covered, coveredPercent), 1.002, 0.5);
  const duration = stepOf(
    Float64Array.from(timed, (build) => build.durationMs!),
    1.2,
    1000,
  );
  const rate = stepOf(Float64Array.from(judged, passPercent), 1.01, 1);
  return [
    ...(duration ? [changeAt('duration', timed[duration.at]!, duration.before, duration.after)] : []),
    ...(rate ? [changeAt('pass-rate', judged[rate.at]!, rate.before, rate.after)] : []),
    ...(coverage ? [changeAt('coverage', covered[coverage.at]!, coverage.before, coverage.after)] : []),
  ];
}

function changeAt(metric: SiteChange['metric'], build: Build, before: number, after: number): SiteChange {
  const digits = (value: number) => Math.round(value * 100) / 100;
  return { metric, run: build.runs[0]!, sha: build.sha, before: digits(before), after: digits(after) };
}

/** Percent; only for builds in which something passed or failed. */
function passPercent(build: Build): number {
  return (100 * build.passed) / (build.passed + build.failed + build.flaky);
}

/** Percent; only for builds whose lines are known. */
export function coveredPercent({ lines }: Pick<Build, 'lines'>): number {
  return (100 * lines!.covered) / lines!.total;
}
