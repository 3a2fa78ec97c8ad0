import { type HistoryRun, type HistoryView, isFailure, statusIn } from '@qitops/model';
import type { BaseTest } from './test-changes.ts';

export interface BaseResults {
  sha: string;
  key: string;
  /** Commits between the wanted base and the measured one. */
  distance: number;
  tests: Map<string, BaseTest>;
}

/**
 * Results of the nearest measured ancestor: the first of `ancestors` (nearest first) that a default-branch run
 * measured. All its runs are joined; a test that passed in any of them counts as passed.
 * @param ownRun the present run, which may be in the history already: compared with itself nothing would be new.
 */
export function baseResults(
  view: HistoryView,
  ancestors: readonly string[],
  ownRun: string | null = null,
): BaseResults | null {
  const bySha = new Map<string, HistoryRun[]>();
  for (const run of view.runs) {
    if (run.info.trust !== 'branch' || run.info.runId === ownRun) continue;
    bySha.set(run.info.sha, [...(bySha.get(run.info.sha) ?? []), run]);
  }
  const distance = ancestors.findIndex((sha) => bySha.has(sha));
  if (distance < 0) return null;
  const sha = ancestors[distance]!;
  const runs = bySha.get(sha)!;
  const tests = new Map<string, BaseTest>();
  for (const run of runs) {
    view.tests.forEach((test, index) => {
      const status = statusIn(run, index);
      if (!status) return;
      const known = tests.get(test.id);
      if (!known || (isFailure(known.status) && status === 'passed')) tests.set(test.id, { ...test, status });
    });
  }
  return { sha, key: runs.at(-1)!.info.key, distance, tests };
}

/** Ids that passed in any stored run on the tree; evidence that a failure there is chance. */
export function passedOnTree(view: HistoryView, tree: string | null): Set<string> {
  const passed = new Set<string>();
  if (tree === null) return passed;
  for (const run of view.runs) {
    if (run.info.tree !== tree || run.info.trust === 'fork') continue;
    view.tests.forEach((test, index) => {
      if (statusIn(run, index) === 'passed') passed.add(test.id);
    });
  }
  return passed;
}

/** Runs that a median duration needs. */
const MIN_RUNS = 5;
const LAST_RUNS = 30;

/** Median duration, ms, of each test over its last passing default-branch runs. */
export function medianDurations(view: HistoryView): Map<string, number> {
  const medians = new Map<string, number>();
  const recent = view.runs.filter((run) => run.info.trust === 'branch').slice(-LAST_RUNS);
  view.tests.forEach((test, index) => {
    const durations: number[] = [];
    for (const run of recent) {
      const ms = run.durationMs[index] ?? -1;
      if (ms >= 0 && statusIn(run, index) === 'passed') durations.push(ms);
    }
    if (durations.length >= MIN_RUNS) medians.set(test.id, median(durations));
  });
  return medians;
}

/** Middle value; of an even count the mean of the two middle ones. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
