import { describe, expect, it } from 'vitest';
import { explainRun } from './causes.ts';
import type { CausePriors, SuiteRun } from './suite-run.ts';

const PRIORS: CausePriors = { outage: 0.02, block: 0.005, single: 1e-4, cluster: 0.001 };

/** A suite of 40 in which tests failed, each with these attempts: `f` failed, `p` passed. */
function suite(id: number, attempts: readonly string[], known: SuiteRun['known'] = null): SuiteRun {
  return {
    suite: id,
    size: 40,
    failed: attempts.map((each, test) => ({
      test: id * 100 + test,
      attempts: [...each].map((letter) => letter === 'f'),
      chance: 1e-4,
      elsewhere: { failed: 0, passed: 0, sound: 1, broken: 1 },
    })),
    known,
  };
}
const times = (count: number, attempts: string) => Array.from({ length: count }, () => attempts);
const quiet = [5, 6, 7, 8].map((id) => suite(id, []));

describe('explainRun', () => {
  it('sees an outage where several suites fail in part', () => {
    const [first, second] = explainRun(
      [suite(1, times(20, 'f')), suite(2, times(18, 'f')), ...quiet],
      PRIORS,
    );
    expect(first!.outage).toBeGreaterThan(0.95);
    expect(second!.outage).toBeGreaterThan(0.95);
    expect(first!.hazards[0]).toBeCloseTo(0.5, 0);
  });
  it('sees that an outage ended before the retries', () => {
    const [found] = explainRun([suite(1, times(20, 'fp')), suite(2, times(18, 'fp')), ...quiet], PRIORS);
    expect(found!.hazards[1]).toBeLessThan(0.1);
  });
  it('sees a broken suite where a few tests of one fail at every attempt', () => {
    const [found] = explainRun([suite(1, times(4, 'fff')), ...quiet], PRIORS);
    expect(found!.block).toBeGreaterThan(0.8);
  });
  it('sees no broken code where they pass on retry', () => {
    const [found] = explainRun([suite(1, times(4, 'fp')), ...quiet], PRIORS);
    expect(found!.block).toBeLessThan(0.01);
  });
  it('sees a cluster where the tests fail that failed together before', () => {
    const known = {
      members: new Set([100, 101, 102, 103]),
      asCluster: 0.05,
      asBroken: 0.001,
      asOutage: 0.01,
    };
    const [found] = explainRun([suite(1, times(4, 'fp'), known), ...quiet], PRIORS);
    expect(found!.cluster).toBeGreaterThan(0.9);
  });
  it('sees nothing shared in one failure', () => {
    const [found] = explainRun([suite(1, ['f']), ...quiet], PRIORS);
    expect(found!.outage + found!.block + found!.cluster).toBe(0);
  });
});
