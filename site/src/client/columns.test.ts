import { expect, test } from 'vitest';
import { expand, fromDifferences, shardOf } from './columns.ts';

test('what was written run-length is read back', () => {
  expect(expand('p4rf2-3')).toBe('pppprff---');
  expect(expand('')).toBe('');
});

test('steps become positions again', () => expect(fromDifferences([4, 1, 10])).toEqual([4, 5, 15]));

test('the shard is the one that the report wrote to', () => expect(shardOf('000000ffdeadbeef', 10)).toBe(5));
