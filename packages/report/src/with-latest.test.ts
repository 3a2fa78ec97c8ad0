import type { TestResult } from '@qitops/model';
import { expect, test } from 'vitest';
import { historyOf } from './report-fixture.ts';
import { withLatest } from './with-latest.ts';

const history = historyOf(['p']);
const result: TestResult = {
  id: 'f'.repeat(64),
  name: 'new one',
  suite: [],
  file: null,
  ordinal: 0,
  framework: 'f',
  flaky: false,
  status: 'failed',
  durationMs: 12.4,
  attempts: [],
  message: 'first line\nsecond line',
};

test('a run that the store has is not added again', () => {
  expect(withLatest(history, { tests: [result], info: history.runs[0]!.info })).toBe(history);
});

test('a new run comes with its new tests, its counts and the first line of each message', () => {
  const info = { ...history.runs[0]!.info, key: 'other', startedAt: '2027-01-01T00:00:00Z' };
  const { tests, runs } = withLatest(history, { tests: [result], info });
  expect(tests.map(({ name }) => name)).toEqual(['test 0', 'new one']);
  expect(runs[1]!.counts).toMatchObject({ tests: 1, failed: 1 });
  expect(runs[1]!.messages.get(1)).toBe('first line');
  expect(runs[1]!.durationMs[1]).toBe(12);
});
