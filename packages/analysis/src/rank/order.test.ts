import { describe, expect, it } from 'vitest';
import { orderTests, withinBudget } from './order.ts';
import { recordOutcome, type TestRecord, UNKNOWN_TEST } from './test-record.ts';

/** A record of outcomes, `f` = failed, each taking `ms`. */
const record = (outcomes: string, ms: number | null = 100): TestRecord =>
  [...outcomes].reduce((known, letter) => recordOutcome(known, letter === 'f', ms), UNKNOWN_TEST);
const test = (name: string, outcomes: string, ms: number | null = 100, impacts: number[] = []) => ({
  name,
  record: record(outcomes, ms),
  impacts,
});
const names = (tests: ReturnType<typeof test>[], underBudget = false) =>
  orderTests(tests, { underBudget }).map((each) => each.test.name);

describe('the order of tests', () => {
  it('weighs the newest outcome at .8', () => {
    expect(record('f').failing).toBe(1);
    expect(record('fp').failing).toBeCloseTo(0.2);
    expect(record('fpf').failing).toBeCloseTo(0.84);
  });
  it('has new tests first, then those that failed lately', () => {
    const tests = [test('clean', 'ppp'), test('long ago', 'fpp'), test('now', 'ppf'), test('new', '')];
    expect(names(tests)).toEqual(['new', 'now', 'long ago', 'clean']);
  });
  it('joins what the change says with what the record says', () => {
    const tests = [
      test('clean', 'ppp'),
      test('hit', 'ppp', 100, [0.3]),
      test('hit and failed', 'fp', 100, [0.3]),
    ];
    expect(names(tests)).toEqual(['hit and failed', 'hit', 'clean']);
    // latest .2; one failure of two, with the rate of all (1 of 8) as two more: (1 + .25) / 4
    const failing = (0.2 + 1.25 / 4) / 2;
    expect(orderTests(tests, { underBudget: false })[0]!.score).toBeCloseTo(1 - (1 - failing) * 0.7);
  });
  it('divides by the root of the cost under a budget', () => {
    const tests = [test('slow and likely', 'pf', 10_000), test('quick', 'fp', 100)];
    expect(names(tests)).toEqual(['slow and likely', 'quick']);
    expect(names(tests, true)).toEqual(['quick', 'slow and likely']);
  });
  it('takes the usual cost for a test that has none', () => {
    const [first] = orderTests(
      [test('new', ''), test('a', 'p', 50), test('b', 'p', 70), test('c', 'p', 60)],
      {
        underBudget: true,
      },
    );
    expect(first).toMatchObject({ test: { name: 'new' }, costMs: 60 });
  });
  it('fills the budget with what still fits', () => {
    const ordered = orderTests([test('a', 'f', 60), test('b', 'fp', 50), test('c', 'p', 40)], {
      underBudget: false,
    });
    expect(withinBudget(ordered, 100).map((each) => each.test.name)).toEqual(['a', 'c']);
  });
});
