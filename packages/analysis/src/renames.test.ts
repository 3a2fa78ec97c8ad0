import { describe, expect, it } from 'vitest';
import { linkRenames, similarity } from './renames.ts';

const named = (id: string, name: string, file = 'a.test.ts') => ({ id, name, suite: ['s'], file });

describe('linkRenames', () => {
  it('links the most similar pairs within one suite', () => {
    const links = linkRenames(
      [named('1', 'adds two numbers'), named('2', 'divides by zero')],
      [named('3', 'throws when it divides by zero'), named('4', 'adds two whole numbers')],
    );
    expect([...links].map(([to, from]) => [to, from.id])).toEqual([
      ['4', '1'],
      ['3', '2'],
    ]);
  });
  it('links nothing across files', () => {
    expect(linkRenames([named('1', 'adds')], [named('2', 'adds', 'b.test.ts')]).size).toBe(0);
  });
  it('does not link a removed test with an unrelated new one', () => {
    expect(linkRenames([named('1', 'ships abroad')], [named('2', 'logs errors')]).size).toBe(0);
  });
});

describe('similarity', () => {
  it('is 1 for equal names and 0 for names that share nothing', () => {
    expect(similarity('abc', 'abc')).toBe(1);
    expect(similarity('abc', 'xyz')).toBe(0);
  });
});
