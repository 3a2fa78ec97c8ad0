import type { FlakyDocument } from '@qitops/model';
import { describe, expect, test } from 'vitest';
import { gatherFacts } from './facts.ts';
import { overviewPage } from './overview.ts';
import { historyOf, inputOf } from './report-fixture.ts';
import type { ReportInput } from './report-input.ts';

const NOTHING = { flaky: null, slow: null, coverage: null, prs: [], suggestions: 0 };
const overviewOf = (lines: string[], more: Partial<ReportInput> = {}) =>
  overviewPage(gatherFacts(inputOf(historyOf(lines), more)), NOTHING);

describe('the verdict', () => {
  test('names new failures since the commit before', () => {
    const { verdict, newFailures } = overviewOf(['ppp', 'pff', 'fff']);
    expect(verdict).toMatchObject({
      status: 'failed',
      sentence: '1 new failure since 0000001, 2 still failing',
    });
    expect(newFailures.items[0]).toMatchObject({ name: 'test 0', message: 'message 0' });
  });

  test('says since when a test has been failing', () => {
    const { stillFailing } = overviewOf(['pp', 'pf', 'p-', 'pf']);
    expect(stillFailing.items[0]!.since!.run).toBe(1);
  });

  test('calls nothing new where there is nothing to compare with', () => {
    const { verdict, newFailures, failingBaseUnknown } = overviewOf(['fp']);
    expect(verdict.sentence).toBe('1 test failing, nothing earlier to compare with');
    expect(newFailures.total).toBe(0);
    expect(failingBaseUnknown.total).toBe(1);
  });

  test('sets known flaky failures apart from new ones', () => {
    const history = historyOf(['pp', 'fp']);
    const row = {
      ...history.tests[0]!,
      state: 'flaky' as const,
      probability: 0.9,
      rate: 0.1,
      runs: 2,
      failures: 1,
    };
    const flaky: FlakyDocument = {
      schemaVersion: 1,
      runs: 2,
      tests: [{ ...row, interval: [0, 1], evidence: [] }],
    };
    const overview = overviewPage(gatherFacts(inputOf(history, { flaky })), NOTHING);
    expect(overview.verdict.sentence).toBe('1 known flaky test failed');
    expect(overview.newFailures.total).toBe(0);
  });

  test('is unknown, and never green, without a run, without a test and when all were skipped', () => {
    expect(overviewOf([]).verdict.status).toBe('unknown');
    expect(overviewOf(['--']).verdict).toMatchObject({
      status: 'unknown',
      sentence: 'No test ran at 0000000',
    });
    expect(overviewOf(['ss']).verdict.sentence).toBe('Every test was skipped at 0000000');
  });

  test('says how many passed only after a retry', () => {
    expect(overviewOf(['pp', 'pr']).verdict.sentence).toBe(
      'All 2 tests that ran passed at 0000001, 1 only after a retry',
    );
  });
});

describe('figures', () => {
  test('the pass rate leaves skipped tests out and counts flaky ones against it', () => {
    expect(overviewOf(['pprfs']).health.passRate).toEqual({ part: 2, of: 4, runs: 1 });
  });

  test('runs of pull requests are not the main branch', () => {
    const history = historyOf(['p', 'f'], [{}, { pr: 7, trust: 'pr', ref: 'refs/pull/7/merge' }]);
    const overview = overviewPage(gatherFacts(inputOf(history)), NOTHING);
    expect(overview.verdict.status).toBe('passed');
    expect(overview.strip).toHaveLength(1);
  });

  test('jobs of one commit are compared each with its own past', () => {
    const cell = (name: string, sha: string) => ({ cell: name, sha: sha.repeat(40), runId: sha });
    const history = historyOf(
      ['pf', 'pp', 'pf', 'fp'],
      [cell('a', '1'), cell('b', '1'), cell('a', '2'), cell('b', '2')],
    );
    const overview = overviewPage(gatherFacts(inputOf(history)), NOTHING);
    expect(overview.newFailures.items.map(({ name, cells }) => [name, cells])).toEqual([
      ['test 0', ['test b']],
    ]);
    expect(overview.stillFailing.items.map(({ name }) => name)).toEqual(['test 1']);
    expect(overview.head?.jobs).toBe(2);
  });

  test('confidence falls with each thing that was not measured', () => {
    expect(overviewOf(['p']).confidence.level).toBe('low');
    expect(overviewOf([]).confidence.level).toBe('none');
  });
});
