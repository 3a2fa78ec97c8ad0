import type { FoundTest } from '@qitops/model';
import { describe, expect, it } from 'vitest';
import { declares } from './declares.ts';
import { findTests, isSuitePath } from './find-tests.ts';

/** Full names of what is found, `*` = stands for several, `~` = skipped, `?` = to do. */
async function names(path: string, text: string): Promise<string[]> {
  const mark = ({ many, state }: FoundTest): string =>
    `${many ? '*' : ''}${state === 'skipped' ? '~' : state === 'todo' ? '?' : ''}`;
  return (await findTests(path, text)).map((test) => mark(test) + [...test.suite, test.name].join(' > '));
}

describe('tests in TypeScript and JavaScript', () => {
  it('are found nested, skipped and to do', async () => {
    const text = `
      describe('Cart', () => {
        it('adds', () => {});
        describe.skip("totals", function () { test('sums', async () => {}); });
        it.todo('refunds');
        it('is planned');
        xit(\`ships\`, () => {});
        it.only('is alone', () => { expect(1).toBe(1); });
        it.skipIf(process.env.CI)('runs at home', () => {});
      });
      describe(Cart, () => { it('is named by its class', () => {}); });`;
    expect(await names('a.test.ts', text)).toEqual([
      'Cart > adds',
      '~Cart > totals > sums',
      '?Cart > refunds',
      '?Cart > is planned',
      '~Cart > ships',
      'Cart > is alone',
      'Cart > runs at home',
      '*Cart > is named by its class',
    ]);
  });
  it('are one a table, with its rows', async () => {
    const text = `
      it.each([[1_000, 'NL', -4.5], [5, 'BE', null]])('of %i to %s costs %d', (subtotal, country, cost) => {});
      test.each([{ a: 1, b: true }] as const)('$a and $b', ({ a, b }) => {});
      describe.each(['x', 'y'])('with %s', (letter) => { it('reads', () => {}); });
      it.each\`
        a    | b
        \${1} | \${'two'}
        \${3} | \${four()}
      \`('$a is $b', ({ a, b }) => {});
      for (const name of all) it(\`takes \${name}\`, () => {});
      it('joins ' + 'words', () => {});`;
    const found = await findTests('a.spec.tsx', text);
    expect(await names('a.spec.tsx', text)).toEqual([
      '*of %i to %s costs %d',
      '*$a and $b',
      '*with %s > reads',
      '*$a is $b',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: that is how it is written
      '*takes ${name}',
      'joins words',
    ]);
    expect(found[0]!.parameters).toEqual([
      { subtotal: 1000, country: 'NL', cost: -4.5 },
      { subtotal: 5, country: 'BE', cost: null },
    ]);
    expect(found[1]!.parameters).toEqual([{ a: 1, b: true }]);
    expect(found[3]!.parameters).toEqual([
      { a: 1, b: 'two' },
      { a: 3, b: 'four()' },
    ]);
  });
  it("keep Playwright's steps and tags, and are not fooled by what only looks like one", async () => {
    const text = `
      test.describe.serial('checkout', { tag: '@shop' }, () => {
        test.beforeEach('sign in', async () => {});
        test('pays @smoke', { tag: ['@slow'] }, async ({ page, browserName }) => {
          test.skip(browserName === 'webkit', 'not there');
          test.setTimeout(1);
          await test.step('fill in the card', async () => { await test.step('number', async () => {}); });
          await test.step('press pay', async () => {});
          if (/x/.test('abc')) re.test('abc');
        });
        test.fixme('refunds', async () => {});
      });`;
    const found = await findTests('e2e/pay.spec.ts', text);
    expect(await names('e2e/pay.spec.ts', text)).toEqual(['checkout > pays @smoke', '~checkout > refunds']);
    expect(found[0]!.tags).toEqual(['shop', 'slow', 'smoke']);
    expect(found[0]!.steps.map(({ action }) => action)).toEqual(['fill in the card', 'number', 'press pay']);
  });
  it('of node:test have subtests, and escapes are what they stand for', async () => {
    const text = `test('outer', async (t) => { await t.test('it\\'s \\u{1F600} "in"', () => {}); });`;
    expect(await names('a.test.mjs', text)).toEqual(['outer', 'outer > it\'s 😀 "in"']);
  });
});

describe('tests in Python', () => {
  it('are found in functions and classes, with marks, docstrings and tables', async () => {
    const text = `
import pytest, unittest
def helper(): pass
@pytest.mark.slow
def test_adds():
    """Adds two numbers.

    Also negative ones.
    """
class TestCart:
    @pytest.mark.parametrize("a,b", [(1, "x"), pytest.param(2, r"\\d", id="odd")], ids=["i", "j"])
    @pytest.mark.skipif(True, reason="no")
    def test_many(self, a, b): pass
    class TestInner:
        async def test_deep(self): pass
    def helper(self): pass
class Shop(unittest.TestCase):
    def testOld(self): pass
class Plain:
    def test_not(self): pass
`;
    const found = await findTests('tests/test_cart.py', text);
    expect(await names('tests/test_cart.py', text)).toEqual([
      'test_adds',
      '*~TestCart > test_many',
      'TestCart > TestInner > test_deep',
      'Shop > testOld',
    ]);
    expect(found[0]).toMatchObject({
      tags: ['slow'],
      description: 'Adds two numbers.',
      steps: [{ action: 'Also negative ones.' }],
    });
    expect(found[1]!.parameters).toEqual([
      { a: 1, b: 'x' },
      { a: 2, b: '\\d' },
    ]);
  });
});

describe('tests in Go', () => {
  it('are functions, named subtests and tables', async () => {
    const text = `package shop
func TestMain(m *testing.M) {}
func Testify(t *testing.T) {}
func TestPlain(t *testing.T) { t.Skip("later") }
func TestGroup(t *testing.T) {
	t.Run("in euro", func(t *testing.T) { t.Run(\`deep\`, func(t *testing.T) {}) })
	t.Run("other", func(t *testing.T) {})
}
func TestTable(t *testing.T) {
	tests := []struct{ name string; a int }{{name: "none", a: 1}, {"some", 2}}
	for _, tt := range tests { t.Run(tt.name, func(t *testing.T) {}) }
}
func TestMap(t *testing.T) {
	for name, c := range map[string]struct{ a int }{"k one": {1}} { t.Run(name, func(t *testing.T) { _ = c }) }
}
func TestServes(t *testing.T) { router.Run("2", "3") }
func BenchmarkX(b *testing.B) {}
`;
    expect(await names('shop_test.go', text)).toEqual([
      '~TestPlain',
      'TestGroup/in_euro/deep',
      'TestGroup/other',
      '*TestTable',
      '*TestMap',
      'TestServes',
    ]);
    const found = await findTests('shop_test.go', text);
    expect(found.at(-3)!.parameters).toEqual([{ name: 'none' }, { name: 'some' }]);
    expect(found.at(-2)!.parameters).toEqual([{ name: 'k one' }]);
  });
});

describe('tests in Java', () => {
  it('have display names, nested classes, tags and tables', async () => {
    const text = `package shop;
@Tag("shop") class CartTest {
  @Test void adds() {}
  @Test @DisplayName("takes one off") void removes() {}
  void helper() {}
  @Nested class Totals {
    @ParameterizedTest(name = "{0}") @CsvSource({"a, 1", "'b', 2"}) @Disabled("w") void sums(String a, int b) {}
    @org.junit.jupiter.api.RepeatedTest(3) void again() {}
  }
}`;
    const found = await findTests('src/test/java/shop/CartTest.java', text);
    expect(await names('src/test/java/shop/CartTest.java', text)).toEqual([
      'CartTest > adds',
      'CartTest > removes',
      '*~CartTest > Totals > sums',
      '*CartTest > Totals > again',
    ]);
    expect(found[1]).toMatchObject({ description: 'takes one off', tags: ['shop'] });
    expect(found[1]!.alsoCalled).toContain('takes one off');
    expect(found[2]!.parameters).toEqual([
      { a: 'a', b: '1' },
      { a: 'b', b: '2' },
    ]);
  });
});

describe('scenarios in Gherkin', () => {
  const text = `@shop
Feature: Checkout
  Background:
    Given a signed-in member
  @SHOP-12
  Scenario: A card pays
    Given a cart with
      | article | count |
      | tea     | 2     |
    When the card is charged
    And the mail is sent
    Then the order is paid
    But nothing is shipped
  Rule: abroad
    @slow
    Scenario Outline: shipping to <country>
      When it ships to <country>
      Then it costs <cost>
      Examples:
        | country | cost |
        | BE      | 15   |
        | DE      | 9    |
`;
  it('have what is given as preconditions, and what then holds beside the step', async () => {
    const [pays, ships] = await findTests('shop.feature', text);
    expect(pays).toMatchObject({
      suite: ['Checkout'],
      name: 'A card pays',
      line: 6,
      tags: ['shop', 'SHOP-12'],
      preconditions: ['a signed-in member', 'a cart with\n| article | count |\n| tea | 2 |'],
      steps: [
        { action: 'the card is charged' },
        { action: 'the mail is sent', expected: 'the order is paid\nnothing is shipped' },
      ],
    });
    expect(ships).toMatchObject({
      suite: ['Checkout', 'abroad'],
      many: true,
      tags: ['shop', 'slow'],
      parameters: [
        { country: 'BE', cost: '15' },
        { country: 'DE', cost: '9' },
      ],
    });
  });
  it('are read in other languages too', async () => {
    const german =
      '# language: de\nFunktionalität: Kasse\n  Szenario: Zahlen\n    Angenommen ein Korb\n    Wenn bezahlt wird\n    Dann ist er leer\n';
    expect(await names('kasse.feature', german)).toEqual(['Kasse > Zahlen']);
  });
  it('say where the file is wrong', async () => {
    await expect(
      findTests('bad.feature', 'Feature: x\n  Scenario: y\n    Given z\n    nonsense\n'),
    ).rejects.toThrow(/bad\.feature:4: is no Gherkin/);
  });
});

describe('where tests are looked for', () => {
  it.each([
    ['src/a.test.ts', true],
    ['test/a.spec.jsx', true],
    ['tests/test_a.py', true],
    ['a_test.go', true],
    ['shop/CartTest.java', true],
    ['pay.feature', true],
    ['src/a.ts', false],
    ['src/a_test.rs', false],
  ])('%s: %s', (path, wanted) => {
    expect(isSuitePath(path)).toBe(wanted);
  });
});

describe('what a source declares', () => {
  it.each([
    ['a.ts', 'export function discount() {}', 'discount', true],
    ['a.ts', 'discount();', 'discount', false],
    ['a.ts', 'class Cart { #lines = 1; add() {} }', 'Cart.add', true],
    ['a.ts', 'export const RATE = 1; type Line = {}', 'RATE', true],
    ['a.py', 'class A:\n  def b(self): pass', 'A.b', true],
    ['a.py', 'f(b=1)', 'b', false],
    ['A.java', 'class A { void m() { gone(); } }', 'A.gone', false],
    ['a.go', 'func (c *Cart) Add() {}', 'Add', true],
    ['a.kt', 'fun x() {}', 'x', null],
  ])('%s %s: %s %s', async (path, text, symbol, wanted) => {
    expect(await declares(path, text, symbol)).toBe(wanted);
  });
});
