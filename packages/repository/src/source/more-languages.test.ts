import { describe, expect, it } from 'vitest';
import { functionsOf } from './functions.ts';
import { isTestPath } from './languages.ts';

/** Name, first line, last line, cyclomatic complexity, branches. */
const found = async (path: string, text: string) =>
  (await functionsOf(path, text)).map((fn) => [fn.name, fn.line, fn.endLine, fn.complexity, fn.branches]);

describe('functions of Rust', () => {
  it('are named by the type they are implemented for', async () => {
    const text = [
      'impl<T> Cart<T> {',
      '    fn add(&mut self, item: T) { self.items.push(item); }',
      '}',
      'impl fmt::Display for Cart { fn fmt(&self) -> R { Ok(()) } }',
      'mod tests { #[test] fn adds() {} }',
      'trait Shop { fn open(&self); fn shut(&self) {} }',
    ].join('\n');
    expect(await found('cart.rs', text)).toEqual([
      ['Cart.add', 2, 2, 1, 0],
      ['Cart.fmt', 4, 4, 1, 0],
      ['tests.adds', 5, 5, 1, 0],
      ['Shop.shut', 6, 6, 1, 0],
    ]);
  });
  it('count each arm but the wildcard, guards, let-else, `?` and `&&`', async () => {
    const text = [
      'fn price(input: Option<&str>) -> Result<i32, E> {',
      '    let Some(text) = input else { return Err(E) };', // 1
      '    let n: i32 = text.parse()?;', // 2
      '    Ok(match n {',
      '        0 => 1,', // 3
      '        1 | 2 if n > 1 && text.len() > 2 => 2,', // 4 arm, 5 guard, 6 &&
      '        _ => 3,',
      '    })',
      '}',
    ].join('\n');
    expect(await found('price.rs', text)).toEqual([['price', 1, 9, 7, 12]]);
  });
  it('do not count an empty closure’s bars or an endless loop', async () => {
    expect(await found('a.rs', 'fn a() { let k = || 1; loop { k(); } }')).toEqual([['a', 1, 1, 1, 0]]);
  });
});

describe('functions of C#', () => {
  it('are methods, constructors, accessors with a body and local functions', async () => {
    const text = [
      'namespace Shop { class Cart {',
      '  public Cart() { }',
      '  public int Total { get { return total; } private set { total = value; } }',
      '  public int Plain { get; set; }',
      '  int Add(int n) { int Twice(int x) => x > 0 ? 2 * x : 0; return Twice(n); }',
      '  abstract int None();',
      '} record Line(int N) { void Print() { } } }',
    ].join('\n');
    expect(await found('Cart.cs', text)).toEqual([
      ['Cart.Cart', 2, 2, 1, 0],
      ['Cart.Total.get', 3, 3, 1, 0],
      ['Cart.Total.set', 3, 3, 1, 0],
      ['Cart.Add', 5, 5, 1, 0],
      ['Cart.Add.Twice', 5, 5, 2, 2],
      ['Line.Print', 7, 7, 1, 0],
    ]);
  });
  it('count switch labels and arms but the default, `??` and pattern combinators', async () => {
    const text = [
      'class A { int F(int? n) {',
      '  switch (n) { case 1: case 2: return 1; default: break; }', // 2
      '  foreach (var x in list) { if (x is 1 or 2) continue; }', // 3: foreach, if, or
      '  return (n ?? 3) switch { 1 => 1, > 3 when Late => 2, _ => 3 };', // ??, 2 arms, when
      '} }',
    ].join('\n');
    expect(await found('A.cs', text)).toEqual([['A.F', 1, 5, 10, 18]]);
  });
});

describe('functions of Ruby', () => {
  it('are methods of a class or of the class itself, in their modules', async () => {
    const text = 'module Shop\n  class Cart\n    def add(x) = x\n    def self.open\n    end\n  end\nend\n';
    expect(await found('cart.rb', text)).toEqual([
      ['Shop.Cart.add', 3, 3, 1, 0],
      ['Shop.Cart.open', 4, 5, 1, 0],
    ]);
  });
  it('count modifiers, `when`, `rescue` and what blocks decide', async () => {
    const text = [
      'def price(list, kind)',
      '  return 0 if list.nil? || list.empty?', // 2
      '  list.each { |x| total += 1 unless x }', // 1
      '  case kind', // 0
      '  when 1, 2 then 3', // 1
      '  else 4',
      '  end',
      'rescue ArgumentError', // 1
      '  kind ? 1 : 2', // 1
      'end',
    ].join('\n');
    expect(await found('price.rb', text)).toEqual([['price', 1, 10, 7, 12]]);
  });
});

describe('functions of PHP', () => {
  it('are functions and methods of classes, traits and enums, but not of interfaces', async () => {
    const text =
      '<?php\nfunction a() {}\nclass B { function b() {} }\ntrait C { function c() {} }\nenum D { function d() {} }\ninterface E { function e(); }\n';
    expect((await found('a.php', text)).map(([name]) => name)).toEqual(['a', 'B.b', 'C.c', 'D.d']);
  });
  it('count `elseif`, `case`, match arms but the default, `and` and `??`', async () => {
    const text = [
      '<?php function f($x) {',
      '  if ($x && $y) return 1; elseif ($z) return 2; else return 3;', // 3
      '  switch ($x) { case 1: return 1; default: return 2; }', // 1
      '  foreach ($l as $v) { try { g(); } catch (E $e) { } }', // 2
      '  return match (true) { $x > 1 and $q => $a ?? 2, default => 3 };', // arm, and, ??
      '}',
    ].join('\n');
    expect(await found('f.php', text)).toEqual([['f', 1, 6, 10, 18]]);
  });
});

describe('isTestPath', () => {
  it('knows the customs of Rust, C#, Ruby and PHP', () => {
    const tests = [
      'tests/it.rs',
      'Shop.Tests/Cart.cs',
      'src/CartTests.cs',
      'spec/cart_spec.rb',
      'test/cart_test.rb',
      'tests/CartTest.php',
    ];
    expect(tests.filter(isTestPath)).toEqual(tests);
    expect(['src/cart.rs', 'Shop/Cart.cs', 'lib/cart.rb', 'src/Cart.php'].filter(isTestPath)).toEqual([]);
  });
});
