import { describe, expect, it } from 'vitest';
import { TestHomes } from './test-homes.ts';

const homes = new TestHomes(
  new Set([
    'src/test/java/shop/CartTest.java',
    'other/src/test/java/bank/CartTest.java',
    'cart/cart_test.go',
    'cart/more_test.go',
    'deep/cart/cart_test.go',
    'test/a.test.ts',
    'tests/test_cart.py',
  ]),
);

describe('where a test stands', () => {
  it('is its file, if the tree has it', () => {
    expect(homes.of({ file: 'test/a.test.ts', suite: [] })).toEqual(['test/a.test.ts']);
    expect(homes.of({ file: 'gone.test.ts', suite: [] })).toEqual([]);
  });
  it('is that of its class, by the full name, also for nested classes', () => {
    expect(homes.of({ file: null, suite: ['shop.CartTest'] })).toEqual(['src/test/java/shop/CartTest.java']);
    expect(homes.of({ file: null, suite: ['bank.CartTest$Empty'] })).toEqual([
      'other/src/test/java/bank/CartTest.java',
    ]);
  });
  it('is the module of a Python class or function', () => {
    expect(homes.of({ file: null, suite: ['tests.test_cart.TestCart'] })).toEqual(['tests/test_cart.py']);
    expect(homes.of({ file: null, suite: ['tests.test_cart'] })).toEqual(['tests/test_cart.py']);
  });
  it('is the folder that fits most of a Go package', () => {
    expect(homes.of({ file: null, suite: ['example.com/shop/cart'] })).toEqual([
      'cart/cart_test.go',
      'cart/more_test.go',
    ]);
    expect(homes.of({ file: null, suite: ['example.com/shop/deep/cart'] })).toEqual([
      'deep/cart/cart_test.go',
    ]);
  });
  it('is not known of what fits nothing', () => {
    expect(homes.of({ file: null, suite: ['a suite in words'] })).toEqual([]);
  });
});
