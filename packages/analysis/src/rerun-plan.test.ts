import type { TestResult, TestStatus } from '@qitops/model';
import { describe, expect, it } from 'vitest';
import { planReruns } from './rerun-plan.ts';

const test = (name: string, status: TestStatus, durationMs = 10, file = `${name}.test.ts`): TestResult => ({
  id: name,
  name,
  suite: [],
  file,
  status,
  durationMs,
  attempts: [],
  ordinal: 0,
  framework: 'vitest',
  flaky: false,
});
const passed = Array.from({ length: 50 }, (_, i) => test(`p${i}`, 'passed', 1000));
const names = (tests: readonly TestResult[]) => tests.map(({ name }) => name);
const plan = (tests: TestResult[], known: Record<string, number> = {}, hasHistory = true) =>
  planReruns({
    tests,
    known: new Map(
      [...passed.map(({ id }) => [id, 0] as const), ...Object.entries(known)].map(([id, probability]) => [
        id,
        { probability, runs: 20 },
      ]),
    ),
    hasHistory,
  });

describe('planReruns', () => {
  it('runs failed tests again, at most twice, the likeliest flaky first', () => {
    const { retry, retries } = plan([...passed, test('a', 'failed'), test('b', 'errored')], {
      a: 0.1,
      b: 0.9,
    });
    expect(names(retry)).toEqual(['b', 'a']);
    expect(retries).toBe(2);
  });
  it('never under an outage', () => {
    const down = ['x', 'y', 'z', 'w'].map((name) => test(name, 'failed', 10, 'db.test.ts'));
    const { retry, notes } = plan([...passed, ...down]);
    expect(retry).toEqual([]);
    expect(notes).toEqual([
      'nothing is run again: 4 of 4 tests of db.test.ts fail, which looks like an outage',
    ]);
  });
  it('three failures in each of two suites are an outage too', () => {
    const part = (file: string) =>
      Array.from({ length: 10 }, (_, i) => test(`${file}${i}`, i < 3 ? 'failed' : 'passed', 10, file));
    expect(plan([...passed, ...part('a.test.ts'), ...part('b.test.ts')]).retry).toEqual([]);
    expect(plan([...passed, ...part('a.test.ts')]).retry).toHaveLength(3);
  });
  it('stays within 2 % of the time of the suite, five seconds at least', () => {
    const slow = test('slow', 'failed', 3000);
    expect(plan([...passed, slow])).toMatchObject({
      retry: [],
      notes: ['1 of 1 failed tests take longer than reruns may'],
    });
    const long = Array.from({ length: 50 }, (_, i) => test(`p${i}`, 'passed', 10_000));
    expect(names(plan([...long, slow]).retry)).toEqual(['slow']);
  });
  it('tries a new test ten times, a slow one less often, and none without a history', () => {
    const fresh = test('new', 'passed', 100);
    expect(plan([...passed, fresh]).burnIn).toMatchObject({ tests: [fresh], times: 10 });
    expect(plan([...passed, fresh], {}, false).burnIn.tests).toEqual([]);
    const hour = Array.from({ length: 50 }, (_, i) => test(`p${i}`, 'passed', 72_000));
    expect(plan([...hour, test('slow', 'passed', 12_000)]).burnIn.times).toBe(4);
  });
});
