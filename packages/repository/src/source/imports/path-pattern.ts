/**
 * What `*` stands for when `specifier` matches `pattern` (at most one `*`, as in tsconfig `paths` and package
 * `exports`); '' for an exact match, null for none.
 */
export function matchPattern(pattern: string, specifier: string): string | null {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === specifier ? '' : null;
  const before = pattern.slice(0, star);
  const after = pattern.slice(star + 1);
  if (specifier.length < before.length + after.length) return null;
  if (!specifier.startsWith(before) || !specifier.endsWith(after)) return null;
  return specifier.slice(before.length, specifier.length - after.length);
}

/** The targets of the most specific pattern that matches, with `*` filled in. */
export function matchMost<T>(
  patterns: Iterable<[string, T]>,
  specifier: string,
): { value: T; star: string } | null {
  let best: { value: T; star: string; length: number } | null = null;
  for (const [pattern, value] of patterns) {
    const star = matchPattern(pattern, specifier);
    if (star === null) continue;
    const length = pattern.includes('*') ? pattern.indexOf('*') : Number.POSITIVE_INFINITY;
    if (!best || length > best.length) best = { value, star, length };
  }
  return best;
}
