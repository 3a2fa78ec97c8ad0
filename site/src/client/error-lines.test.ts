import { describe, expect, it } from 'vitest';
import { difference } from './error-lines.ts';

describe('where an expected and a received value differ', () => {
  it.each([
    ['"Total 23.00"', '"Total 23.10"', '0', '1'],
    ['abc', 'abc', '', ''],
    ['aa', 'aaa', '', 'a'],
    ['', 'x', '', 'x'],
    ['true', 'false', 'tru', 'fals'],
  ])('%s and %s', (one, other, left, right) => {
    const { from, to } = difference(one, other);
    expect([one.slice(from, to[0]), other.slice(from, to[1])]).toEqual([left, right]);
  });
});
