/** A test as it is shared out. */
export interface Shardable {
  id: string;
  file: string | null;
  suite: readonly string[];
  /** Expected duration, ms; null = not known. */
  costMs: number | null;
}

/**
 * Shares tests out to `count` shards of about equal expected time, the longest first to the shard with the least
 * (LPT: Graham 1969, at most 4/3 of the best). Tests of one file stay together, for starting a file costs, unless
 * the file alone is longer than a shard should be.
 */
export function shardTests(tests: readonly Shardable[], count: number): string[][] {
  const known = tests.flatMap(({ costMs }) => (costMs === null ? [] : [costMs]));
  const usual = known.length > 0 ? known.reduce((sum, ms) => sum + ms, 0) / known.length : 1;
  const costOf = ({ costMs }: Shardable): number => costMs ?? usual;
  const total = tests.reduce((sum, test) => sum + costOf(test), 0);
  const groups = [...groupsOf(tests).values()]
    .flatMap((group) => {
      const cost = group.reduce((sum, test) => sum + costOf(test), 0);
      if (cost <= total / count) return [{ ids: group.map(({ id }) => id), cost }];
      return group.map((test) => ({ ids: [test.id], cost: costOf(test) }));
    })
    .sort((a, b) => b.cost - a.cost);
  const shards = Array.from({ length: count }, () => ({ ids: [] as string[], cost: 0 }));
  for (const { ids, cost } of groups) {
    // with costs of zero the shard with the fewest tests is next
    const least = shards.reduce((a, b) =>
      b.cost < a.cost || (b.cost === a.cost && b.ids.length < a.ids.length) ? b : a,
    );
    least.ids.push(...ids);
    least.cost += cost;
  }
  return shards.map(({ ids }) => ids);
}

function groupsOf(tests: readonly Shardable[]): Map<string, Shardable[]> {
  const groups = new Map<string, Shardable[]>();
  for (const test of tests) {
    const key = test.file ?? `suite ${test.suite[0] ?? ''}`;
    const group = groups.get(key);
    if (group) group.push(test);
    else groups.set(key, [test]);
  }
  return groups;
}
