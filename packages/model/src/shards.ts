import { addCounts, emptyCounts, type ResultCounts } from './results.ts';
import type { HistoryRun } from './run.ts';

/** One workflow run made of the runs of its jobs and matrix cells. */
export interface WholeRun {
  runId: string;
  /** Positions of its runs, in their order. */
  runs: number[];
  /** Highest attempt of any of its shards. */
  attempt: number;
  /** Sum over its runs; a test that several cells have is counted once a cell. */
  counts: ResultCounts;
}

/**
 * Runs joined into the workflow runs they belong to: of each shard (job and matrix cell) the highest attempt. A re-run
 * of failed jobs leaves the first attempt of those that passed standing, and what was stored last need not be the
 * newest. Several reports of one job are several runs of one attempt, and all stay.
 */
export function wholeRuns(
  runs: readonly {
    info: Pick<HistoryRun['info'], 'runId' | 'job' | 'cell' | 'attempt'>;
    counts: ResultCounts;
  }[],
): WholeRun[] {
  const newest = new Map<string, number>();
  const shardOf = ({ runId, job, cell }: Pick<HistoryRun['info'], 'runId' | 'job' | 'cell'>): string =>
    JSON.stringify([runId, job, cell]);
  for (const { info } of runs) {
    const shard = shardOf(info);
    newest.set(shard, Math.max(newest.get(shard) ?? 0, info.attempt));
  }
  const whole = new Map<string, WholeRun>();
  runs.forEach(({ info, counts }, position) => {
    if (newest.get(shardOf(info)) !== info.attempt) return;
    let run = whole.get(info.runId);
    if (!run) {
      run = { runId: info.runId, runs: [], attempt: info.attempt, counts: emptyCounts() };
      whole.set(info.runId, run);
    }
    run.runs.push(position);
    run.attempt = Math.max(run.attempt, info.attempt);
    addCounts(run.counts, counts);
  });
  return [...whole.values()];
}
