import { parseShardName, type ShardPlace } from '@qitops/model';

/** Of the names of all parcels, the highest attempt of each shard: a re-run of failed jobs leaves both. */
export function newestShards(names: readonly string[]): string[] {
  const newest = new Map<string, { attempt: number; name: string }>();
  for (const name of names) {
    const parts = parseShardName(name);
    if (!parts) continue;
    const shard = `${parts.job}-${parts.cell}`;
    if ((newest.get(shard)?.attempt ?? 0) < parts.attempt)
      newest.set(shard, { attempt: parts.attempt, name });
  }
  return [...newest.values()].map(({ name }) => name).sort();
}

/** Cells of a job that a workflow file says there are. */
export interface ExpectedShard extends Pick<ShardPlace, 'job' | 'cell' | 'matrix'> {}

/**
 * Shards that were expected and did not arrive, as far as they can be told.
 * @param expected what the workflow says; null = it cannot be told from it.
 */
export function missingShards(
  arrived: readonly Pick<ShardPlace, 'job' | 'cell'>[],
  expected: readonly ExpectedShard[] | null,
): ExpectedShard[] {
  const there = new Set(arrived.map(({ job, cell }) => `${job}-${cell}`));
  return (expected ?? []).filter(({ job, cell }) => !there.has(`${job}-${cell}`));
}
