import { describe, expect, it } from 'vitest';
import { countTest, emptyCounts, type ReadTest, verdictOf } from './results.ts';

function counts(...tests: Partial<ReadTest>[]) {
  const total = emptyCounts();
  for (const test of tests) {
    countTest(total, {
      name: 't',
      suite: [],
      file: null,
      status: 'passed',
      durationMs: null,
      attempts: [],
      ...test,
    });
  }
  return total;
}
const ok = [{ status: 'ok' as const }];

describe('verdictOf', () => {
  it('is passed only when something passed and nothing is wrong', () => {
    expect(verdictOf(ok, counts({}))).toBe('passed');
  });
  it('puts a failure before everything else', () => {
    expect(verdictOf([{ status: 'error' }], counts({ status: 'failed' }))).toBe('failed');
    expect(verdictOf(ok, counts({ status: 'errored' }, {}))).toBe('failed');
  });
  it('is never passed when a file was not read whole', () => {
    expect(verdictOf([{ status: 'ok' }, { status: 'partial' }], counts({}))).toBe('unreadable');
  });
  it('tells no files, no tests and only skipped ones apart', () => {
    expect(verdictOf([], counts())).toBe('no-files');
    expect(verdictOf(ok, counts())).toBe('no-tests');
    expect(verdictOf(ok, counts({ status: 'skipped' }, { status: 'pending' }))).toBe('all-skipped');
  });
  it('is not passed when every test ended in a way that is not known', () => {
    expect(verdictOf(ok, counts({ status: 'other' }))).not.toBe('passed');
  });
});

describe('countTest', () => {
  it('counts a suite-level error like a test that errored, so that the parts add up', () => {
    expect(counts({ status: 'errored', suiteLevel: true }, {})).toMatchObject({
      tests: 2,
      errored: 1,
      passed: 1,
    });
  });
  it('counts a test that passed after a failed attempt as passed and flaky', () => {
    const attempts = [{ status: 'failed' as const, durationMs: 1 }];
    expect(counts({ attempts })).toMatchObject({ passed: 1, flaky: 1, failed: 0 });
  });
  it('knows no duration when no test has one', () => {
    expect(counts({}).durationMs).toBeNull();
    expect(counts({}, { durationMs: 5 }).durationMs).toBe(5);
  });
});
