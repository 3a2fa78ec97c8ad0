import { noTestChanges } from '@qitops/model';
import { describe, expect, it } from 'vitest';
import { type HeadlineInput, headlineOf } from './headline.ts';

const none = noTestChanges();
const test = { id: 'a', suite: [], name: 'a', file: null };
const headline = (input: Partial<HeadlineInput>) =>
  headlineOf({
    resultsVerdict: 'passed',
    tests: none,
    totalTests: 12,
    baseName: 'main',
    patch: null,
    likelyFrom: [],
    failedGates: [],
    howTo: null,
    ...input,
  });

describe('headlineOf', () => {
  it('answers the reviewer: what is new, old and chance, and where it likely comes from', () => {
    const tests = {
      ...none,
      newFailures: [test, test],
      stillFailing: [test],
      flaky: [test, test, test],
      removed: [test],
    };
    expect(headline({ tests, likelyFrom: ['src/x.ts'] })).toBe(
      '2 new failures, 1 already failing on main, 3 known flaky, 1 test removed; likely from `src/x.ts`.',
    );
  });
  it('says plainly that all passed', () => {
    expect(headline({})).toBe('All 12 tests passed.');
  });
  it('says that there were no results instead of that all is well', () => {
    expect(headline({ resultsVerdict: 'no-files', totalTests: 0 })).toBe('No result files were found.');
  });
  it('says how to get results when there are none', () => {
    expect(
      headline({ resultsVerdict: 'no-files', totalTests: 0, howTo: 'run `pytest --junitxml=junit.xml`' }),
    ).toBe('No result files were found; to have them read, run `pytest --junitxml=junit.xml`.');
  });
  it('does not call a failure new when the base is not known', () => {
    expect(headline({ tests: { ...none, failingBaseUnknown: [test] } })).toBe(
      '1 failing test (base unknown).',
    );
  });
});
