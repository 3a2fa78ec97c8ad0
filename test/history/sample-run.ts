import { type Run, type TestResult, type TestStatus, testId } from '@qitops/model';

export function sampleTest(name: string, status: TestStatus, more: Partial<TestResult> = {}): TestResult {
  const key = {
    project: '',
    framework: more.framework ?? 'vitest',
    file: more.file === undefined ? 'a.test.ts' : more.file,
    suite: more.suite ?? ['s'],
    name,
    ordinal: more.ordinal ?? 0,
  };
  return { ...key, id: testId(key), status, durationMs: 5, attempts: [], flaky: false, ...more };
}

/** A run with two tests, one of them named after the run. */
export function sampleRun(
  runId: string,
  more: Partial<Run['info']> = {},
  tests?: TestResult[],
): { run: Run } {
  const info: Run['info'] = {
    key: `${runId}-1-tests-0`,
    project: '',
    framework: 'vitest',
    sha: `sha${runId}`,
    tree: `tree${runId}`,
    ref: 'refs/heads/main',
    base: null,
    pr: null,
    event: 'push',
    trust: 'branch',
    runId,
    attempt: 1,
    job: 'tests',
    cell: '0',
    startedAt: '2026-11-01T00:00:00.000Z',
    durationMs: 10,
    ...more,
  };
  return {
    run: { info, tests: tests ?? [sampleTest('shared', 'passed'), sampleTest(`of ${runId}`, 'failed')] },
  };
}
