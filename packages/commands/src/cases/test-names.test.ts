import { describe, expect, it } from 'vitest';
import { fills, flatName, readableName, readName } from './test-names.ts';

describe('the name of a test', () => {
  it('is the same however a runner joins its parts', () => {
    const wanted = 'Cart totals sums';
    for (const parts of [
      ['Cart', 'totals', 'sums'],
      ['Cart > totals', 'sums'],
      ['Cart › totals › sums'],
      ['Cart totals  sums'],
    ])
      expect(flatName(parts)).toBe(wanted);
  });
  it('is written and read as file > suite > name', () => {
    const test = { file: 'test/cart.test.ts', suite: ['Cart'], name: 'sums\n  two' };
    expect(readableName(test)).toBe('test/cart.test.ts > Cart > sums two');
    expect(readName(readableName(test), () => false)).toEqual({
      file: 'test/cart.test.ts',
      parts: ['Cart', 'sums two'],
    });
    expect(readName('Cart > sums two', () => false)).toEqual({ file: null, parts: ['Cart', 'sums two'] });
    expect(readName('Makefile > all', (path) => path === 'Makefile').file).toBe('Makefile');
  });
});

describe('a title with places', () => {
  it.each([
    ['of 1000 to NL costs 4.95', 'of %i to %s costs %d', true],
    ['of 1000 to NL', 'of %i to %s costs %d', false],
    ['takes tea', 'takes $name', true],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: that is how it is written
    ['takes tea', 'takes ${article.name}', true],
    ['shipping to BE', 'shipping to <country>', true],
    ['100 % of all', '100 % of all', true],
    ['aa', 'a%sa%sa', false],
    ['a < b and b > c', 'a < b and b > c', true],
  ])('%j fills %j: %s', (text, title, wanted) => {
    expect(fills(text, title)).toBe(wanted);
  });
  it('is compared in time that grows with its length alone', () => {
    expect(fills('a'.repeat(20_000), `${'%s'.repeat(5_000)}b`)).toBe(false);
  });
});
