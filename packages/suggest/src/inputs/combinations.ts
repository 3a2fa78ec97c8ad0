/**
 * Argument lists out of the values of each parameter, at most `limit`: all of them when they are few; else the
 * simplest, then each value in turn, then the same value in neighbouring places, then a fixed pseudo-random sample
 * that pairs values far from each other.
 */
export function combinations(values: readonly (readonly string[])[], limit: number): string[][] {
  const total = values.reduce((product, each) => product * each.length, 1);
  const found = new Map<string, string[]>();
  const add = (indices: readonly number[]): void => {
    if (found.size >= limit) return;
    const list = indices.map((index, at) => values[at]![index]!);
    const key = list.join('\u0000');
    if (!found.has(key)) found.set(key, list);
  };
  const simple = byCost(values, total <= limit ? limit : Math.floor(limit * 0.3));
  for (const indices of simple) add(indices);
  if (total <= limit) return [...found.values()];
  for (const [at, each] of values.entries())
    for (let index = 0; index < each.length; index++)
      add(values.map((_, other) => (other === at ? index : 0)));
  for (const [at, each] of values.entries())
    for (let index = 0; index < each.length; index++)
      add(values.map((others, other) => (other === at ? index : Math.min(1, others.length - 1))));
  // equal arguments: what comparisons and merges turn on
  for (const index of (values[0] ?? []).keys())
    add(values.map((each) => Math.max(0, each.indexOf(values[0]![index]!))));
  const random = sequence();
  for (let tries = 0; found.size < limit && tries < limit * 20; tries++)
    add(values.map((each) => Math.floor(random() * each.length)));
  return [...found.values()];
}

/** Index lists in order of the sum of the indices. */
function byCost(values: readonly (readonly string[])[], limit: number): number[][] {
  let partial: { indices: number[]; cost: number }[] = [{ indices: [], cost: 0 }];
  for (const options of values) {
    const next = partial.flatMap(({ indices, cost }) =>
      options.map((_, index) => ({ indices: [...indices, index], cost: cost + index })),
    );
    // a stable sort keeps the order of equal costs
    partial = next.sort((a, b) => a.cost - b.cost).slice(0, limit * 4);
  }
  return partial.slice(0, limit).map(({ indices }) => indices);
}

/** Numbers in [0, 1), the same every time (Lehmer 1951, multiplier 48271). */
function sequence(): () => number {
  let state = 20_240_229;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
