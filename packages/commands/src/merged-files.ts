import { maskSecrets } from '@qitops/escape';
import type { FileCoverage, TestResult } from '@qitops/model';
import { toCobertura, toCtrf, toJUnit } from '@qitops/readers';

/** What was read of a run, joined into one file a format, by path below the report. Secrets are masked. */
export function mergedFiles(
  tests: readonly TestResult[] | null,
  coverage: ReadonlyMap<string, FileCoverage> | null,
  at: number,
): Record<string, string> {
  const shown = tests?.map(withoutSecrets) ?? [];
  return {
    ...(tests
      ? { 'merged/ctrf.json': `${JSON.stringify(toCtrf(shown))}\n`, 'merged/junit.xml': toJUnit(shown) }
      : {}),
    ...(coverage ? { 'merged/cobertura.xml': toCobertura(coverage, at) } : {}),
  };
}

/** Keys of a test that say what it is; all other text is what it did, and may hold anything. */
const IDENTITY: ReadonlySet<string> = new Set(['id', 'name', 'suite', 'file', 'framework', 'status', 'seed']);

function withoutSecrets(test: TestResult): TestResult {
  const { message, trace, attempts, labels, parameters, stdout, stderr, steps, attachments, tags } = test;
  const told = message ?? trace ?? labels ?? parameters ?? stdout ?? stderr ?? steps ?? attachments ?? tags;
  // most tests passed, and nothing is told of them
  if (told === undefined && attempts.length === 0) return test;
  return Object.fromEntries(
    Object.entries(test).map(([key, value]) => [key, IDENTITY.has(key) ? value : masked(value)]),
  ) as unknown as TestResult;
}

/** A copy in which every text is masked; numbers and flags stay. */
function masked(value: unknown): unknown {
  if (typeof value === 'string') return maskSecrets(value);
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(masked);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, masked(inner)]));
}
