import type { TestResult } from '@qitops/model';
import { expect, it } from 'vitest';
import { gatherFacts } from './facts.ts';
import { labelColumns } from './label-columns.ts';
import { historyOf, inputOf } from './report-fixture.ts';

it('labels name their tests by position, the most frequent one first', () => {
  const facts = gatherFacts(inputOf(historyOf(['ppp'])));
  const result = (place: number, more: Partial<TestResult>): TestResult => ({
    ...facts.history.tests[place]!,
    ordinal: 0,
    framework: 'x',
    flaky: false,
    status: 'passed',
    durationMs: 1,
    attempts: [],
    ...more,
  });
  const smoke = { name: 'severity', value: 'critical' };
  expect(
    labelColumns(facts, [
      result(2, { tags: ['@smoke'], labels: [smoke] }),
      result(0, { labels: [smoke] }),
      result(1, {}),
    ]),
  ).toEqual([
    { ...smoke, tests: [0, 2] },
    { name: 'tag', value: '@smoke', tests: [2] },
  ]);
  expect(labelColumns(facts, [result(1, {})])).toEqual([]);
});
