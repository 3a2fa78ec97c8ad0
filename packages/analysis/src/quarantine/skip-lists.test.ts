import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { skipLists } from './skip-lists.ts';

const test = (framework: string, more: object = {}) => ({
  framework,
  file: 'test/a.test.ts' as string | null,
  suite: ['Cart'],
  name: 'adds (two)',
  ...more,
});

describe('skipLists', () => {
  it.each([
    ['vitest', test('vitest'), "-t '^(?!(?:Cart adds \\(two\\))$)'"],
    ['playwright', test('playwright'), "--grep-invert 'Cart adds \\(two\\)$'"],
    [
      'pytest',
      test('pytest', { file: 'test_a.py', name: 'test_x[1]' }),
      "--deselect 'test_a.py::Cart::test_x[1]'",
    ],
    [
      'go',
      test('go-test', { file: null, suite: ['x/cart'], name: 'TestAdd/two items' }),
      "-skip '^TestAdd$/^two_items$'",
    ],
    [
      'maven',
      test('surefire', { file: null, suite: ['shop.CartTest'], name: 'adds(int)[1]' }),
      'shop.CartTest#adds',
    ],
    [
      'gradle',
      test('gradle', { file: null, suite: ['shop.CartTest'], name: 'adds()' }),
      'excludeTestsMatching "shop.CartTest.adds"',
    ],
  ])('in the words of %s', (runner, each, words) => {
    expect(skipLists([each])[runner]).toBe(words);
  });
  it('has nothing for runners without a test to leave out', () => {
    expect(skipLists([])).toEqual({});
    expect(Object.keys(skipLists([test('jest')]))).toEqual(['jest']);
  });
  it('leaves out these tests and no others, whatever they are called', () => {
    const name = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => !/[\r\n\0']/.test(text));
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 2, maxLength: 6 }), (names) => {
        const [kept, ...skipped] = names;
        const list = skipLists(skipped.map((each) => test('vitest', { suite: [], name: each }))).vitest!;
        const pattern = new RegExp(/^-t '?(.*?)'?$/s.exec(list)![1]!);
        for (const each of skipped) expect(pattern.test(each)).toBe(false);
        expect(pattern.test(kept!)).toBe(true);
      }),
    );
  });
});
