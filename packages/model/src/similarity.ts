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

/** The name that comes nearest to `name`; null when none comes near. */
export function nearestName(name: string, names: readonly string[]): string | null {
  const [nearest] = [...names].sort((a, b) => similarity(b, name) - similarity(a, name));
  return nearest !== undefined && similarity(nearest, name) > 0.3 ? nearest : null;
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
