import { describe, expect, it } from 'vitest';
import { comparisonsOf } from './picture-comparison.ts';

const picture = (name: string) => ({ name, picture: `attachments/${name}` });

describe('pictures of a test of looks', () => {
  it('belong together by their names; the others stay', () => {
    const { compared, others } = comparisonsOf(
      ['basket-expected.png', 'basket-actual.png', 'basket-diff.png', 'screenshot', 'a-diff.png'].map(
        picture,
      ),
    );
    expect(compared).toEqual([
      {
        name: 'basket',
        expected: picture('basket-expected.png'),
        actual: picture('basket-actual.png'),
        diff: picture('basket-diff.png'),
      },
    ]);
    expect(others.map(({ name }) => name)).toEqual(['screenshot', 'a-diff.png']);
  });
  it('are none without both the expected and the actual one', () => {
    expect(comparisonsOf([picture('x-expected.png'), picture('x-diff.png')]).compared).toEqual([]);
  });
});
