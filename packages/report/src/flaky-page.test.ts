import type { FlakyDocument, HistoryView } from '@qitops/model';
import { expect, test } from 'vitest';
import { gatherFacts } from './facts.ts';
import { flakyPage } from './flaky-page.ts';
import { historyOf, inputOf } from './report-fixture.ts';

function pageOf(history: HistoryView, states: ('flaky' | 'healthy')[]) {
  const tests = states.map((state, index) => ({
    ...history.tests[index]!,
    state,
    probability: state === 'flaky' ? 0.9 : 0.01,
    rate: 0.1,
    interval: [0, 0.2] as [number, number],
    runs: 3,
    failures: 1,
    evidence: [],
  }));
  const flaky: FlakyDocument = { schemaVersion: 1, runs: history.runs.length, tests };
  return flakyPage(gatherFacts(inputOf(history, { flaky })))!;
}

test('a flaky test costs the time of its failed attempts, retried or final', () => {
  const { cost, rows } = pageOf(historyOf(['pp', 'rp', 'fp']), ['flaky', 'healthy']);
  expect(cost).toEqual({ minutes: 1, failedAttempts: 2, reruns: 0, runs: 3 });
  expect(rows.map((row) => row.name)).toEqual(['test 0']);
});

test('a whole re-run counts when flaky tests alone caused it', () => {
  const again = [{ runId: '1' }, { runId: '1', attempt: 2 }];
  expect(pageOf(historyOf(['fp', 'pp'], again), ['flaky', 'healthy']).cost).toMatchObject({
    reruns: 1,
    minutes: 1.5,
  });
  expect(pageOf(historyOf(['ff', 'pp'], again), ['flaky', 'healthy']).cost).toMatchObject({ reruns: 0 });
});

test('without the detector there is no page, not a page that says zero', () => {
  expect(flakyPage(gatherFacts(inputOf(historyOf(['f']))))).toBeNull();
});
