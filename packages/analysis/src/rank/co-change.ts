/** Commits that a co-change must be seen in before it says anything. */
const LEAST = 2;
/** Files of a commit above which it is a sweep that links nothing. */
const SWEEP = 100;

/** How often a path changed in the same commit as another. */
export interface CoChange {
  path: string;
  count: number;
  /** count / (count + 5): one that happened five times is even odds. */
  weight: number;
}

/**
 * Paths for which `wanted` holds that changed together with each of `changed`, by the commits given (the paths of
 * each). Sweeping commits are left out.
 */
export function coChanges(
  commits: readonly (readonly string[])[],
  changed: ReadonlySet<string>,
  wanted: (path: string) => boolean,
): Map<string, CoChange[]> {
  const counts = new Map<string, Map<string, number>>();
  for (const paths of commits) {
    if (paths.length > SWEEP) continue;
    const others = paths.filter(wanted);
    if (others.length === 0) continue;
    for (const path of paths) {
      if (!changed.has(path)) continue;
      const known = counts.get(path) ?? new Map<string, number>();
      counts.set(path, known);
      for (const other of others) if (other !== path) known.set(other, (known.get(other) ?? 0) + 1);
    }
  }
  return new Map(
    [...counts].map(([path, known]) => [
      path,
      [...known]
        .filter(([, count]) => count >= LEAST)
        .map(([other, count]) => ({ path: other, count, weight: count / (count + 5) })),
    ]),
  );
}
