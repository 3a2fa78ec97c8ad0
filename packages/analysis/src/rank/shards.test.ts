import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shardTests } from './shards.ts';

const test = (id: string, costMs: number | null, file = id) => ({ id, file, suite: [], costMs });

describe('shards', () => {
  it('are balanced by time, the longest first', () => {
    const tests = [test('a', 70), test('b', 60), test('c', 50), test('d', 40)];
    expect(shardTests(tests, 2)).toEqual([
      ['a', 'd'],
      ['b', 'c'],
    ]);
  });
  it('keep a file together unless it is longer than a shard', () => {
    const tests = [
      test('a', 10, 'x'),
      test('b', 10, 'x'),
      test('c', 50, 'y'),
      test('d', 50, 'y'),
      test('e', 40, 'z'),
    ];
    const shards = shardTests(tests, 2);
    expect(shards.some((ids) => ids.includes('a') && ids.includes('b'))).toBe(true);
    expect(shards.some((ids) => ids.includes('c') && ids.includes('d'))).toBe(false);
  });
  it('hold every test once, and none is longer than a fair share and the longest group', () => {
    const many = fc.array(fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 0, max: 9 })), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(many, fc.integer({ min: 1, max: 8 }), (costs, count) => {
        const tests = costs.map(([ms, file], i) => test(`t${i}`, ms, `f${file}`));
        const shards = shardTests(tests, count);
        expect(shards).toHaveLength(count);
        expect(shards.flat().sort()).toEqual(tests.map(({ id }) => id).sort());
        const cost = new Map(tests.map(({ id, costMs }) => [id, costMs]));
        const total = tests.reduce((sum, { costMs }) => sum + costMs!, 0);
        const longest = Math.max(0, ...tests.map(({ costMs }) => costMs!), total / count);
        for (const ids of shards) {
          const sum = ids.reduce((all, id) => all + cost.get(id)!, 0);
          expect(sum).toBeLessThanOrEqual(total / count + longest + 1e-9);
        }
      }),
    );
  });
  it('share out tests of unknown cost evenly', () => {
    const tests = ['a', 'b', 'c', 'd'].map((id) => test(id, null));
    expect(shardTests(tests, 2).map((ids) => ids.length)).toEqual([2, 2]);
  });
});
