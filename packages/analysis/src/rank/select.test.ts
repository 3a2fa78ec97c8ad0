import { describe, expect, it } from 'vitest';
import { type SelectInput, selectTests } from './select.ts';
import { type RecordedTest, recordOutcome, UNKNOWN_TEST } from './test-record.ts';

const test = (name: string, outcomes: string, file: string | null = `${name}.test.ts`): RecordedTest => ({
  id: name,
  suite: [],
  name,
  file,
  framework: 'vitest',
  record: [...outcomes].reduce((known, letter) => recordOutcome(known, letter === 'f', 10), UNKNOWN_TEST),
});
const select = (tests: RecordedTest[], more: Partial<SelectInput> = {}) =>
  selectTests({
    tests,
    impact: { files: new Map(), everything: [] },
    homesOf: ({ file }) => (file === null ? [] : [file]),
    isMapped: () => true,
    budgetMs: null,
    ...more,
  }).ordered.map((each) => [each.test.name, ...each.test.reasons]);

describe('the tests that a change calls for', () => {
  it('leave out those it does not point at', () => {
    const files = new Map([['hit.test.ts', [{ weight: 0.3, reason: 'imports a.ts' }]]]);
    const tests = [test('hit', 'pppp'), test('other', 'pppp')];
    expect(select(tests, { impact: { files, everything: [] } })).toEqual([['hit', 'imports a.ts']]);
  });
  it('are always the new ones and those that failed recently', () => {
    const tests = [
      test('new', ''),
      test('young', 'pp'),
      test('red', 'pppf'),
      test('was red', 'ppfppp'),
      test('long green', `f${'p'.repeat(11)}`),
    ];
    expect(select(tests).sort()).toEqual([
      ['new', 'never ran'],
      ['red', 'failed when it ran last'],
      ['was red', 'failed 4 runs ago'],
      ['young', 'is new: ran twice'],
    ]);
  });
  it('are those of which nothing is known', () => {
    const tests = [test('nowhere', 'pppp', null), test('unmapped', 'pppp')];
    expect(select(tests, { isMapped: () => false }).map(([, reason]) => reason)).toEqual([
      'nothing is known of what it depends on',
      'nothing is known of what it depends on',
    ]);
  });
  it('are judged by the files that a test without one may stand in', () => {
    const files = new Map([['b_test.go', [{ weight: 0.3, reason: 'imports b.go' }]]]);
    const homesOf = () => ['a_test.go', 'b_test.go'];
    expect(select([test('b', 'pppp', null)], { impact: { files, everything: [] }, homesOf })).toEqual([
      ['b', 'imports b.go'],
    ]);
    expect(select([test('b', 'pppp', null)], { homesOf })).toEqual([]);
  });
  it('are all of them when everything is touched or no change is known', () => {
    const tests = [test('a', 'pppp')];
    const everything = ['go.mod decides how every test runs'];
    expect(select(tests, { impact: { files: new Map(), everything } })).toEqual([['a', ...everything]]);
    expect(select(tests, { impact: null })).toEqual([['a', 'no change is given']]);
  });
});
