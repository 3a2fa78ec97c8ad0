import { similarity } from '@qitops/model';

export { similarity };

interface Named {
  id: string;
  suite: readonly string[];
  name: string;
  file: string | null;
}

/** Least similarity of two names that are one test when several vanished and appeared in one suite. */
const SIMILAR = 0.5;

/**
 * Links tests that vanished with tests that appeared in the same file and suite. A lone pair is linked when the names
 * share something; among several the most similar pairs are, greedily. Keyed by the id that appeared.
 */
export function linkRenames<T extends Named>(
  vanished: readonly T[],
  appeared: readonly Named[],
): Map<string, T> {
  const links = new Map<string, T>();
  const bySuite = Map.groupBy(vanished, suiteKey);
  for (const [key, fresh] of Map.groupBy(appeared, suiteKey)) {
    const gone = bySuite.get(key) ?? [];
    const least = gone.length === 1 && fresh.length === 1 ? SIMILAR / 2 : SIMILAR;
    const pairs = fresh.flatMap((to) =>
      gone.map((from) => ({ from, to, score: similarity(from.name, to.name) })),
    );
    const used = new Set<string>();
    for (const { from, to, score } of pairs.sort((a, b) => b.score - a.score)) {
      if (score < least || used.has(from.id) || links.has(to.id)) continue;
      used.add(from.id);
      links.set(to.id, from);
    }
  }
  return links;
}

function suiteKey(test: Named): string {
  return JSON.stringify([test.file, test.suite]);
}
