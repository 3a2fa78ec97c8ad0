import { describe, expect, it } from 'vitest';
import { judgeJobs } from './job-gates.ts';

const needs = (jobs: Record<string, string>, skippable: string[] = []) =>
  judgeJobs({ needs: new Map(Object.entries(jobs)), skippable, shards: null })[0]!;
const shards = (over: object) =>
  judgeJobs({
    needs: null,
    skippable: [],
    shards: {
      wanted: 3,
      arrived: ['test (1)', 'test (2)', 'test (3)'],
      missing: [],
      empty: [],
      refused: [],
      ...over,
    },
  })[0]!;

describe('the gate on needed jobs', () => {
  it('passes when all succeeded', () => {
    expect(needs({ unit: 'success', e2e: 'success' })).toMatchObject({
      passed: true,
      actual: 'all succeeded',
    });
  });

  it.each(['failure', 'cancelled', 'skipped', 'unknown', ''])('fails on "%s" and names the job', (result) => {
    expect(needs({ unit: result, e2e: 'success' })).toMatchObject({
      passed: false,
      actual: `unit: ${result}`,
    });
  });

  it('lets a job be skipped that may be, and says so', () => {
    const gate = needs({ docs: 'skipped', unit: 'success' }, ['docs']);
    expect(gate).toMatchObject({ passed: true, actual: 'docs: skipped, which gates.skippable allows' });
  });

  it('lets no job fail because it may be skipped', () => {
    expect(needs({ docs: 'failure' }, ['docs']).passed).toBe(false);
    expect(needs({ docs: 'cancelled' }, ['docs']).passed).toBe(false);
  });
});

describe('the gate on shards', () => {
  it('passes when all arrived', () => {
    expect(shards({})).toMatchObject({ passed: true, actual: '3 of 3 arrived' });
  });

  it('names what is missing, and otherwise what arrived', () => {
    const arrived = ['test (1)', 'test (2)'];
    expect(shards({ arrived, missing: ['test (3)'] })).toMatchObject({
      passed: false,
      actual: '2 of 3 arrived; missing: test (3)',
    });
    expect(shards({ arrived }).actual).toBe('2 of 3 arrived: test (1), test (2)');
    expect(shards({ arrived: [] }).actual).toBe('0 of 3 arrived');
  });

  it('fails on one that measured nothing', () => {
    expect(shards({ empty: ['test (2)'] })).toMatchObject({
      passed: false,
      actual: '3 of 3 arrived; no result files in: test (2)',
    });
  });

  it('fails on one that could not be read, however many arrived', () => {
    const refused = [{ name: 'qitops-x-0-a1', reason: 'it is not JSON' }];
    expect(shards({ refused })).toMatchObject({
      passed: false,
      actual: '3 of 3 arrived; qitops-x-0-a1 was not taken: it is not JSON',
    });
  });
});
