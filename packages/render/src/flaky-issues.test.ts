import type { FlakyDocument, FlakyTest } from '@qitops/model';
import { describe, expect, it } from 'vitest';
import { flakyIssues } from './flaky-issues.ts';

const test = (name: string, more: Partial<FlakyTest> = {}): FlakyTest => ({
  id: name.padEnd(64, '0'),
  suite: ['Clock'],
  name,
  file: 'test/clock.test.ts',
  state: 'flaky',
  probability: 0.99,
  rate: 0.1,
  interval: [0.05, 0.2],
  runs: 40,
  failures: 4,
  evidence: [{ kind: 'retry', ref: null, text: 'passed on retry twice', redacted: false }],
  ...more,
});
const issues = (...tests: FlakyTest[]) => {
  const document: FlakyDocument = { schemaVersion: 1, runs: 40, tests };
  return flakyIssues(document);
};

describe('flakyIssues', () => {
  it('is one a flaky test, with its evidence and its owner, and none for others', () => {
    const [issue, ...rest] = issues(
      test('ticks', { owner: '@acme/time' }),
      test('stands', { state: 'healthy' }),
    );
    expect(rest).toEqual([]);
    expect(issue).toMatchObject({ title: 'Flaky test: Clock › ticks', open: true });
    expect(issue!.body).toContain('passed on retry twice');
    expect(issue!.body).toContain('5.0 % to 20.0 %');
    expect(issue!.body).toContain('`@acme/time`');
  });
  it('is one for all tests that fail together', () => {
    const [issue, ...rest] = issues(test('a', { cluster: 'cluster 1' }), test('b', { cluster: 'cluster 1' }));
    expect(rest).toEqual([]);
    expect(issue!.title).toBe('Flaky test: Clock › a and 1 that fail together with it');
    expect(issue!.markers).toHaveLength(2);
  });
  it('is closed when all of its tests are mended', () => {
    expect(issues(test('a', { state: 'fixed' }))[0]).toMatchObject({ open: false });
    expect(issues(test('a', { state: 'fixed', cluster: 'c' }), test('b', { cluster: 'c' }))[0]!.open).toBe(
      true,
    );
  });
  it('mentions nobody, and is not made longer by a long name', () => {
    const [issue] = issues(test(`@octocat ${'x'.repeat(500)}`));
    expect(issue!.title).not.toMatch(/@\w/);
    expect(issue!.title.length).toBeLessThanOrEqual(140);
  });
});
