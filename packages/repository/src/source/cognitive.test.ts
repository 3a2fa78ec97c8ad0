import { describe, expect, it } from 'vitest';
import { functionsOf } from './functions.ts';

/** Cognitive complexity of the first function of a text. */
const of = async (path: string, lines: string[]) => (await functionsOf(path, lines.join('\n')))[0]?.cognitive;

describe('cognitive complexity', () => {
  it('grows with nesting, and once for a jump to a label', async () => {
    const text = [
      'int f(int max) {',
      '  OUT: for (int i = 1; i < max; i++) {', // 1
      '    for (int j = 2; j < i; j++) {', // 2
      '      if (i % j == 0) continue OUT;', // 3 + 1
      '    }',
      '  }',
      '  return 1;',
      '}',
    ];
    expect(await of('A.java', ['class A {', ...text, '}'])).toBe(7);
  });
  it('is one for a whole switch', async () => {
    const text = 'function f(n) { switch (n) { case 1: return 1; case 2: return 2; default: return 3; } }';
    expect(await of('a.ts', [text])).toBe(1);
  });
  it('counts a chain of else-if without nesting, and nests what is in it once', async () => {
    const ecmascript = ['function f() {', 'if (a) {} else if (b) { if (c) {} } else { if (d) {} }', '}'];
    expect(await of('a.ts', ecmascript)).toBe(1 + 1 + 2 + 1 + 2);
    expect(
      await of('a.go', ['package a', 'func f() { if a {} else if b { if c {} } else { if d {} } }']),
    ).toBe(7);
    expect(
      await of('A.java', ['class A { void f() { if (a) {} else if (b) { if (c) {} } else { if (d) {} } } }']),
    ).toBe(7);
    expect(
      await of('A.cs', ['class A { void F() { if (a) {} else if (b) { if (c) {} } else { if (d) {} } } }']),
    ).toBe(7);
    expect(await of('a.rs', ['fn f() { if a {} else if b { if c {} } else { if d {}; } }'])).toBe(7);
    expect(
      await of('a.py', [
        'def f():',
        '  if a:',
        '    pass',
        '  elif b:',
        '    if c: pass',
        '  else:',
        '    if d: pass',
      ]),
    ).toBe(7);
    expect(
      await of('a.rb', ['def f', 'if a', 'elsif b', '  if c', '  end', 'else', '  x if d', 'end', 'end']),
    ).toBe(7);
    expect(
      await of('a.php', ['<?php function f() { if ($a) {} elseif ($b) { if ($c) {} } else { if ($d) {} } }']),
    ).toBe(7);
  });
  it('counts sequences of like operators, which parentheses do not break and a negation does', async () => {
    expect(await of('a.ts', ['function f() { return a && b && c; }'])).toBe(1);
    expect(await of('a.ts', ['function f() { return a && b || c && d; }'])).toBe(3);
    expect(await of('a.ts', ['function f() { return a && (b && c); }'])).toBe(1);
    expect(await of('a.ts', ['function f() { return a && !(b && c); }'])).toBe(2);
    expect(await of('a.py', ['def f():', '  return a and b or c'])).toBe(2);
    expect(await of('a.rs', ['fn f() -> bool { a && b || c }'])).toBe(2);
  });
  it('does not count null-coalescing', async () => {
    expect(await of('a.ts', ['function f() { return a ?? b; }'])).toBe(0);
  });
  it('nests in a callback without counting it', async () => {
    expect(await of('a.ts', ['function f() { l.map((x) => { if (x) {} }); }'])).toBe(2);
    expect(await of('a.rb', ['def f', 'l.each { |x| y if x }', 'end'])).toBe(2);
    expect(await of('a.php', ['<?php function f() { g(function ($x) { if ($x) {} }); }'])).toBe(2);
  });
  it('leaves a named inner function to itself', async () => {
    expect(await of('a.ts', ['function f() { const g = () => (a ? 1 : 2); }'])).toBe(0);
  });
  it('counts catch, not try or finally', async () => {
    expect(await of('a.ts', ['function f() { try { if (a) {} } catch { if (b) {} } finally {} }'])).toBe(
      1 + 1 + 2,
    );
    expect(await of('a.rb', ['def f', '  a', 'rescue E', '  b', 'ensure', '  c', 'end'])).toBe(1);
  });
  it('counts calling oneself once, by a name that means oneself', async () => {
    expect(await of('a.ts', ['function f(n) { return n ? f(n - 1) + f(n - 2) : 0; }'])).toBe(2);
    expect(await of('a.ts', ['class A { f() { return f(); } }'])).toBe(0);
    expect(await of('a.ts', ['class A { f() { return this.f(); } }'])).toBe(1);
    expect(await of('a.py', ['class A:', '  def f(self):', '    return self.f()'])).toBe(1);
    expect(await of('A.java', ['class A { int f() { return f(); } }'])).toBe(1);
  });
  it('counts the loop of Rust and a break to a label', async () => {
    expect(await of('a.rs', ["fn f() { 'a: loop { match x { 1 => break 'a, _ => {} } } }"])).toBe(1 + 2 + 1);
  });
  it('counts break and continue by number in PHP', async () => {
    expect(await of('a.php', ['<?php function f() { while (1) { while (1) { break 2; } } }'])).toBe(
      1 + 2 + 1,
    );
  });
  it('counts goto in C#', async () => {
    expect(await of('A.cs', ['class A { void F() { if (a) goto end; end: return; } }'])).toBe(2);
  });
  it('lets the else of a Ruby case be free', async () => {
    expect(await of('a.rb', ['def f', 'case x', 'when 1 then 2', 'else 3', 'end', 'end'])).toBe(1);
  });
});
