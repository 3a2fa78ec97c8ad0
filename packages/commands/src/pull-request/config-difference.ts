import type { Config } from '@qitops/model';

const LISTED = 5;

/** What differs between two configurations, as `gates.patchCoverage: 80 → 0`; at most five, then their number. */
export function configDifference(before: Config, after: Config): string[] {
  const old = settings(before);
  const now = settings(after);
  const keys = [...new Set([...old.keys(), ...now.keys()])].filter((key) => old.get(key) !== now.get(key));
  const listed = keys
    .sort()
    .slice(0, LISTED)
    .map((key) => `${key}: ${old.get(key) ?? 'not set'} → ${now.get(key) ?? 'not set'}`);
  return keys.length > LISTED ? [...listed, `${keys.length - LISTED} more`] : listed;
}

/** Settings by their path, each as JSON. */
function settings(value: unknown, path = ''): Map<string, string> {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    return new Map([[path, JSON.stringify(value)]]);
  }
  return new Map(
    Object.entries(value).flatMap(([key, field]) => [
      ...settings(field, path === '' ? key : `${path}.${key}`),
    ]),
  );
}
