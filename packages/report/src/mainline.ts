import type { HistoryRun, SiteCounts } from '@qitops/model';

/** Jobs and cells of one workflow run and attempt, taken together. */
export interface Build extends SiteCounts {
  /** Positions of its runs. */
  runs: number[];
  sha: string;
  ref: string;
  startedAt: string;
  /** The longest of its jobs, which run side by side; null = not known. */
  durationMs: number | null;
  /** Null = not measured, or by several jobs, whose union the totals do not give. */
  lines: { covered: number; total: number } | null;
}

/** The runs that speak for the project, and not for a pull request. */
export interface Mainline {
  /** Null when there is no run of a branch, and all runs had to be taken. */
  ref: string | null;
  /** Positions, ascending. */
  runs: number[];
  builds: Build[];
}

/** The most frequent branch among trusted runs (the newest of equals); without any, all runs. */
export function mainlineOf(runs: readonly HistoryRun[]): Mainline {
  const count = new Map<string, number>();
  for (const { info } of runs) {
    if (info.trust === 'branch' && info.pr === null) count.set(info.ref, (count.get(info.ref) ?? 0) + 1);
  }
  let ref: string | null = null;
  for (let i = runs.length - 1; i >= 0; i--) {
    const own = count.get(runs[i]!.info.ref);
    if (own !== undefined && (ref === null || own > count.get(ref)!)) ref = runs[i]!.info.ref;
  }
  const positions = runs.flatMap(({ info }, index) => {
    const belongs = ref === null || (info.ref === ref && info.trust === 'branch' && info.pr === null);
    return belongs ? [index] : [];
  });
  return { ref, runs: positions, builds: buildsOf(runs, positions) };
}

function buildsOf(runs: readonly HistoryRun[], positions: readonly number[]): Build[] {
  const builds = new Map<string, Build>();
  const measured = new Set<string>();
  for (const position of positions) {
    const { info, counts } = runs[position]!;
    const key = JSON.stringify([info.runId, info.attempt, info.sha]);
    let build = builds.get(key);
    if (!build) {
      const { sha, ref, startedAt } = info;
      build = { runs: [], sha, ref, startedAt, durationMs: null, lines: null, ...noCounts() };
      builds.set(key, build);
    }
    if (info.lines) {
      build.lines = measured.has(key) ? null : info.lines;
      measured.add(key);
    }
    build.runs.push(position);
    addSiteCounts(build, siteCounts(counts));
    if (info.durationMs !== null) build.durationMs = Math.max(build.durationMs ?? 0, info.durationMs);
  }
  return [...builds.values()];
}

export function noCounts(): SiteCounts {
  return { tests: 0, passed: 0, failed: 0, flaky: 0, skipped: 0, other: 0 };
}

/** The counts that pass rates are made of: `failed` with errors, `passed` without those that were retried. */
export function siteCounts(counts: HistoryRun['counts']): SiteCounts {
  return {
    tests: counts.tests,
    passed: counts.passed - counts.flaky,
    failed: counts.failed + counts.errored,
    flaky: counts.flaky,
    skipped: counts.skipped,
    other: counts.other,
  };
}

/** Adds `more` to `sum` in place. */
export function addSiteCounts(sum: SiteCounts, more: SiteCounts): void {
  for (const key of ['tests', 'passed', 'failed', 'flaky', 'skipped', 'other'] as const)
    sum[key] += more[key];
}

/** Runs of one job that can be compared with each other: same project, framework, job and cell. */
export function laneOf({ info }: HistoryRun): string {
  return JSON.stringify([info.project, info.framework, info.job, info.cell]);
}
