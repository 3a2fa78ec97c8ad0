import type { FlakyTest, TestResult, TestStatus } from '@qitops/model';
import { describe, expect, it } from 'vitest';
import { type BaseTest, type CompareInput, compareTests } from './test-changes.ts';

function result(name: string, status: TestStatus, more: Partial<TestResult> = {}): TestResult {
  const base = { id: name, name, suite: ['s'], file: 'a.test.ts', status, durationMs: 10, attempts: [] };
  return { ...base, ordinal: 0, framework: 'vitest', flaky: false, ...more };
}
function before(...tests: [string, TestStatus][]): Map<string, BaseTest> {
  return new Map(
    tests.map(([name, status]) => [name, { id: name, name, suite: ['s'], file: 'a.test.ts', status }]),
  );
}
function compare(input: Partial<CompareInput>) {
  const changes = compareTests({
    current: [],
    complete: true,
    exists: () => true,
    base: null,
    flaky: new Map(),
    passedOnSameTree: new Set(),
    medianMs: new Map(),
    ...input,
  });
  return Object.fromEntries(
    Object.entries(changes).map(([key, tests]) => [key, tests.map((test) => test.name)]),
  );
}
const known = (rate: number, state: FlakyTest['state'] = 'flaky'): FlakyTest => ({
  id: 'a',
  suite: ['s'],
  name: 'a',
  file: null,
  state,
  probability: 0.99,
  rate,
  interval: [0, 1],
  runs: 50,
  failures: 5,
  evidence: [],
});

describe('compareTests', () => {
  it('tells new failures from those that fail on the base already', () => {
    const current = [result('a', 'failed'), result('b', 'errored')];
    expect(compare({ current, base: before(['a', 'passed'], ['b', 'failed']) })).toMatchObject({
      newFailures: ['a'],
      stillFailing: ['b'],
    });
  });
  it('never says new without a base', () => {
    expect(compare({ current: [result('a', 'failed')] })).toMatchObject({
      newFailures: [],
      failingBaseUnknown: ['a'],
    });
  });
  it('counts a failing test that the base does not have as new', () => {
    expect(compare({ current: [result('z', 'failed')], base: before(['a', 'passed']) }).newFailures).toEqual([
      'z',
    ]);
  });
  it('puts a failure down to chance when it passed on the same code', () => {
    const input = {
      current: [result('a', 'failed')],
      base: before(['a', 'passed']),
      passedOnSameTree: new Set(['a']),
    };
    expect(compare(input)).toMatchObject({ newFailures: [], flaky: ['a'] });
  });
  it('puts the failure of a test known as flaky down to chance when it fails often enough', () => {
    const input = { current: [result('a', 'failed')], base: before(['a', 'passed']) };
    expect(compare({ ...input, flaky: new Map([['a', known(0.2)]]) }).flaky).toEqual(['a']);
    expect(compare({ ...input, flaky: new Map([['a', known(0.001)]]) }).newFailures).toEqual(['a']);
  });
  it('does not excuse a flaky test that failed more often than chance explains', () => {
    const attempts = [1, 2].map(() => ({ status: 'failed' as const, durationMs: 1 }));
    const current = [result('a', 'failed', { attempts })];
    const flaky = new Map([['a', known(0.1)]]);
    expect(compare({ current, base: before(['a', 'passed']), flaky }).newFailures).toEqual(['a']);
  });
  it('does not excuse a test that is only suspected', () => {
    const flaky = new Map([['a', known(0.4, 'suspected')]]);
    expect(
      compare({ current: [result('a', 'failed')], base: before(['a', 'passed']), flaky }).newFailures,
    ).toEqual(['a']);
  });
  it('lists what was fixed, added and removed', () => {
    const current = [result('a', 'passed'), result('brand new thing', 'passed')];
    const base = before(['a', 'failed'], ['something else entirely', 'passed']);
    expect(compare({ current, base })).toMatchObject({
      fixed: ['a'],
      added: ['brand new thing'],
      removed: ['something else entirely'],
    });
  });
  it('calls a test removed when its file is gone, but not when a shard did not run its file', () => {
    const base = before(['a', 'passed'], ['z', 'passed']);
    base.get('z')!.file = 'z.test.ts';
    const current = [result('a', 'passed')];
    expect(compare({ current, base }).removed).toEqual([]);
    expect(compare({ current, base, exists: (file) => file !== 'z.test.ts' }).removed).toEqual(['z']);
  });
  it('calls nothing removed when results could not be read whole', () => {
    expect(compare({ current: [], base: before(['a', 'passed']), complete: false }).removed).toEqual([]);
  });
  it('links a renamed test with its old result', () => {
    const current = [result('is empty at first', 'failed')];
    expect(compare({ current, base: before(['starts empty at first', 'failed']) })).toMatchObject({
      renamed: ['is empty at first'],
      stillFailing: ['is empty at first'],
      added: [],
      removed: [],
    });
  });
  it('calls a test slower only against a median, by factor and by time', () => {
    const medianMs = new Map([['a', 100]]);
    expect(compare({ current: [result('a', 'passed', { durationMs: 500 })], medianMs }).slower).toEqual([
      'a',
    ]);
    expect(compare({ current: [result('a', 'passed', { durationMs: 190 })], medianMs }).slower).toEqual([]);
    expect(compare({ current: [result('b', 'passed', { durationMs: 500 })], medianMs }).slower).toEqual([]);
  });
});
