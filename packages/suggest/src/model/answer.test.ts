import { describe, expect, it } from 'vitest';
import { answerProblem, casesByFunction, casesOf } from './answer.ts';

const GOOD = {
  title: 'is two',
  body: 'expect(f(1)).toBe(2);',
  aim: 'L1',
  oracle_source: 'spec',
  confidence: 1,
};

describe('an answer', () => {
  it('is judged case by case', () => {
    const secret = { ...GOOD, body: `expect(f('ghp_${'a1'.repeat(18)}')).toBe(1);` };
    const json = { cases: [GOOD, null, { ...GOOD, title: 7 }, { ...GOOD, oracle_source: 'me' }, secret] };
    const { cases, refused } = casesOf(json.cases);
    expect(cases.map(({ title }) => title)).toEqual(['is two']);
    expect(refused).toHaveLength(4);
    expect(answerProblem(json)).toBeNull();
  });
  it('is wrong as a whole when none of its cases can be read', () => {
    expect(answerProblem({ cases: [null] })).toMatch(/none of its cases/);
    expect(answerProblem({ tests: [] })).toMatch(/no list/);
    expect(answerProblem({ cases: [] })).toBeNull();
  });
  it('is taken for the function that it names, and for none that was not asked about', () => {
    const [a, b] = [
      { ...GOOD, function: 'a' },
      { ...GOOD, function: 'b' },
    ];
    const json = { cases: [a, b, { ...GOOD, function: 'c' }, GOOD, null] };
    expect(casesByFunction(json, ['a', 'b'])).toEqual(
      new Map([
        ['a', [a]],
        ['b', [b]],
      ]),
    );
    expect(casesByFunction(json, ['f']).get('f')).toHaveLength(5);
  });
  it('has titles of plain words', () => {
    const title = 'a\n\u202eb @everyone [x](https://evil.example) `code` <img src=x> it\'s 1, "2"';
    expect(casesOf([{ ...GOOD, title }]).cases[0]!.title).toBe(
      'a b everyone x ( code img src=x it\'s 1, "2"',
    );
  });
  it('has no more than five cases', () => {
    expect(casesOf(Array(9).fill(GOOD))).toMatchObject({ refused: ['4 cases are more than 5'] });
  });
});
