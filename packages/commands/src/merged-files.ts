import { maskSecrets } from '@qitops/escape';
import type { FileCoverage, TestResult } from '@qitops/model';
import { toCobertura, toCtrf, toJUnit } from '@qitops/readers';

/** What was read of a run, joined into one file a format, by path below the report. Secrets are masked. */
export function mergedFiles(
  tests: readonly TestResult[] | null,
  coverage: ReadonlyMap<string, FileCoverage> | null,
  at: number,
): Record<string, string> {
  const masked = tests?.map(withoutSecrets) ?? [];
  return {
    ...(tests
      ? { 'merged/ctrf.json': `${JSON.stringify(toCtrf(masked))}\n`, 'merged/junit.xml': toJUnit(masked) }
      : {}),
    ...(coverage ? { 'merged/cobertura.xml': toCobertura(coverage, at) } : {}),
  };
}

function withoutSecrets(test: TestResult): TestResult {
  if (test.message === undefined && test.trace === undefined && test.attempts.length === 0) return test;
  const { message, trace } = test;
  return {
    ...test,
    ...(message === undefined ? {} : { message: maskSecrets(message) }),
    ...(trace === undefined ? {} : { trace: maskSecrets(trace) }),
    attempts: test.attempts.map((attempt) =>
      attempt.message === undefined ? attempt : { ...attempt, message: maskSecrets(attempt.message) },
    ),
  };
}
