import { type GateResult, noPatchCoverage, noTestChanges } from '@qitops/model';
import { describe, expect, it } from 'vitest';
import { type GateInput, judgeComponent, judgeGates } from './gates.ts';

const none = noTestChanges();
const test = { id: 'a', suite: [], name: 'a', file: null };
const patch = (covered: number, total: number): GateInput['patch'] => ({
  ...noPatchCoverage(),
  neutral: total === 0,
  lines: { covered, total },
});
function judge(input: Partial<GateInput>): Map<string, GateResult> {
  const gates = judgeGates({
    config: {},
    minLines: 5,
    resultsVerdict: 'passed',
    unreadableFiles: 0,
    tests: none,
    patch: null,
    projectDrop: null,
    risk: { rank: 'low' },
    evidence: 1,
    ...input,
  });
  return new Map(gates.map((gate) => [gate.name, gate]));
}

describe('judgeGates', () => {
  it('fails on a new failure without being told', () => {
    expect(judge({ tests: { ...none, newFailures: [test] } }).get('new failures')).toMatchObject({
      passed: false,
      level: 'fail',
    });
  });
  it('fails on any failure when the base is not known', () => {
    expect(
      judge({ tests: { ...none, failingBaseUnknown: [test] } }).get('failures (base unknown)')?.passed,
    ).toBe(false);
  });
  it('lets old failures and flaky ones pass', () => {
    expect(
      judge({ tests: { ...none, stillFailing: [test], flaky: [test] } }).get('new failures')?.passed,
    ).toBe(true);
  });
  it('fails on a result file that was not read whole, even when tests failed too', () => {
    expect(judge({ unreadableFiles: 1, resultsVerdict: 'failed' }).get('readable results')?.passed).toBe(
      false,
    );
  });
  it('judges no percentage that nobody asked for', () => {
    expect(judge({ patch: patch(0, 100) }).has('patch coverage')).toBe(false);
  });
  it('judges patch coverage on integers: 79.99 % is not 80 %', () => {
    const config = { patchCoverage: 80 };
    expect(judge({ config, patch: patch(8000, 10000) }).get('patch coverage')?.passed).toBe(true);
    expect(judge({ config, patch: patch(7999, 10000) }).get('patch coverage')?.passed).toBe(false);
  });
  it('skips the percentage of a handful of lines, and says so', () => {
    const gate = judge({ config: { patchCoverage: 80 }, patch: patch(1, 4) }).get('patch coverage');
    expect(gate).toMatchObject({ passed: true, actual: expect.stringContaining('not judged under 5 lines') });
  });
  it('never passes a coverage gate for want of coverage', () => {
    expect(judge({ config: { patchCoverage: 80 } }).get('patch coverage')?.passed).toBe(false);
    expect(judge({ config: { unmeasured: 0 } }).get('unmeasured')?.passed).toBe(false);
  });
  it('passes when nothing coverable changed', () => {
    expect(judge({ config: { patchCoverage: 80 }, patch: patch(0, 0) }).get('patch coverage')?.passed).toBe(
      true,
    );
  });
  it('fails a tests gate when no tests ran', () => {
    for (const resultsVerdict of ['no-files', 'no-tests', 'all-skipped'] as const) {
      expect(judge({ config: { tests: true }, resultsVerdict }).get('tests')?.passed).toBe(false);
    }
  });
  it('is not green by itself where files were read and no test ran', () => {
    for (const resultsVerdict of ['no-tests', 'all-skipped'] as const) {
      expect(judge({ config: {}, resultsVerdict }).get('tests')?.passed).toBe(false);
      expect(judge({ config: { tests: false }, resultsVerdict }).get('tests')).toBeUndefined();
    }
    // nothing was read: that is unknown, and judged only where it is asked for
    expect(judge({ config: {}, resultsVerdict: 'no-files' }).get('tests')).toBeUndefined();
  });
  it('keeps a gate that only warns apart', () => {
    const config = { newFailures: { value: 0, level: 'warn' as const } };
    expect(judge({ config, tests: { ...none, newFailures: [test] } }).get('new failures')).toMatchObject({
      passed: false,
      level: 'warn',
    });
  });
  it('lets a risk up to the allowed rank pass', () => {
    const config = { risk: 'medium' as const };
    expect(judge({ config, risk: { rank: 'medium' } }).get('risk')?.passed).toBe(true);
    expect(judge({ config, risk: { rank: 'high' } }).get('risk')?.passed).toBe(false);
    expect(judge({ config, risk: { rank: null } }).get('risk')?.passed).toBe(false);
  });
  it('rounds evidence down', () => {
    expect(judge({ config: { evidence: 75 }, evidence: 0.7499 }).get('evidence')).toMatchObject({
      passed: false,
      actual: '74 %',
    });
  });
});

describe('judgeComponent', () => {
  it('names the component and judges only what was asked of it', () => {
    const gates = judgeComponent('checkout', {
      config: { patchCoverage: 80 },
      minLines: 5,
      patch: patch(7, 10),
      projectDrop: 3,
    });
    expect(gates).toMatchObject([{ name: 'patch coverage of checkout', passed: false }]);
  });
});
