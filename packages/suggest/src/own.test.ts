import { expect, it } from 'vitest';
import { withOwn } from './own.ts';

it('gives up what the others reach together, and keeps one of two that reach the same', () => {
  const goals = { a: [1, 2], b: [2, 3], c: [1, 3], d: [4], e: [4] };
  expect(withOwn(['a', 'b', 'c', 'd', 'e'] as const, (name) => goals[name])).toEqual(['a', 'b', 'd']);
});
