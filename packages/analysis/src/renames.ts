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

/** Dice coefficient over letter pairs (Dice 1945), 0–1. */
export function similarity(a: string, b: string): number {
  const left = pairsOf(a);
  const right = pairsOf(b);
  let total = 0;
  for (const count of [...left.values(), ...right.values()]) total += count;
  if (total === 0) return a === b ? 1 : 0;
  let shared = 0;
  for (const [pair, count] of left) shared += Math.min(count, right.get(pair) ?? 0);
  return (2 * shared) / total;
}

function pairsOf(text: string): Map<string, number> {
  const pairs = new Map<string, number>();
  const letters = text.toLowerCase();
  for (let i = 0; i + 1 < letters.length; i++) {
    const pair = letters.slice(i, i + 2);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  return pairs;
}
