import { describe, expect, it } from 'vitest';
import { runnerFilters } from './filters.ts';

const test = (framework: string, file: string | null, suite: string[], name: string) => ({
  framework,
  file,
  suite,
  name,
});

describe('filters', () => {
  it('name whole files for Vitest, and titles where only some tests of a file are wanted', () => {
    const a = test('vitest', 'src/a.test.ts', ['cart'], 'adds (1+1)');
    const b = test('vitest', 'src/a.test.ts', ['cart'], 'removes');
    expect(runnerFilters([a, b], [a, b])).toEqual({ vitest: 'src/a.test.ts' });
    expect(runnerFilters([a], [a, b])).toEqual({ vitest: "src/a.test.ts -t '(cart adds \\(1\\+1\\)$)'" });
  });
  it('take paths literally in Jest and as patterns in Playwright', () => {
    const jest = test('jest', 'src/a b.test.js', [], 'x');
    expect(runnerFilters([jest], [jest])).toEqual({ jest: "--runTestsByPath 'src/a b.test.js'" });
    const playwright = test('playwright', 'e2e/buy.spec.ts', [], 'x');
    expect(runnerFilters([playwright], [playwright])).toEqual({ playwright: "'e2e/buy\\.spec\\.ts'" });
  });
  it('are node ids for pytest', () => {
    const a = test('pytest', 'tests/test_a.py', ['tests.test_a', 'TestCart'], 'test_add[1-2]');
    const b = test('pytest', 'tests/test_a.py', ['tests.test_a'], 'test_b');
    expect(runnerFilters([a], [a, b])).toEqual({ pytest: "'tests/test_a.py::TestCart::test_add[1-2]'" });
    expect(runnerFilters([a, b], [a, b])).toEqual({ pytest: 'tests/test_a.py' });
  });
  it('find the file of pytest in the suite where the report has none', () => {
    const a = test('pytest', null, ['tests.test_cart.TestCart'], 'test_adds[1]');
    const b = test('pytest', null, ['tests.test_cart.TestCart'], 'test_b');
    expect(runnerFilters([a, b], [a, b])).toEqual({ pytest: 'tests/test_cart.py' });
    expect(runnerFilters([a], [a, b])).toEqual({ pytest: "'tests/test_cart.py::TestCart::test_adds[1]'" });
  });
  it('do not say the suite twice, nor what Playwright puts between project and title', () => {
    const jest = test('jest', 'a.test.js', ['cart'], 'cart adds');
    expect(runnerFilters([jest], [jest, { ...jest, name: 'cart b' }]).jest).toBe(
      "--runTestsByPath a.test.js -t '(cart adds$)'",
    );
    const spec = test('playwright', 'a.spec.ts', ['chromium', 'cart'], 'adds');
    expect(runnerFilters([spec], [spec, { ...spec, name: 'b' }]).playwright).toBe(
      "'a\\.spec\\.ts' --grep '(adds$)'",
    );
  });
  it('are top-level tests and packages for Go', () => {
    const a = test('go', 'cart/cart_test.go', [], 'TestAdd/two');
    const b = test('go', null, ['go', 'example.com/shop/money'], 'TestEuro');
    expect(runnerFilters([a, b], [a, b])).toEqual({
      go: "-run '^(TestAdd|TestEuro)$' ./cart example.com/shop/money",
    });
  });
  it('are classes and methods for Maven and Gradle, without the arguments of a parameterized test', () => {
    const a = test('junit', 'src/test/java/shop/CartTest.java', ['shop.CartTest'], 'adds(int)[1]');
    const b = test('junit', 'src/test/java/shop/CartTest.java', ['shop.CartTest'], 'removes');
    expect(runnerFilters([a, b], [a, b])).toEqual({
      maven: '-Dtest=shop.CartTest',
      gradle: '--tests shop.CartTest',
    });
    expect(runnerFilters([a], [a, b])).toEqual({
      maven: "'-Dtest=shop.CartTest#adds'",
      gradle: '--tests shop.CartTest.adds',
    });
  });
  it('let no name out of its quotes', () => {
    const a = test('vitest', "src/it's.test.ts", [], 'x');
    expect(runnerFilters([a], [a])).toEqual({ vitest: "'src/it'\\''s.test.ts'" });
  });
});
