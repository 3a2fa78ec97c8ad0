import { describe, expect, it } from 'vitest';
import { functionsOf } from './functions.ts';
import { isCoverableSource, isTestPath } from './languages.ts';

const found = async (path: string, text: string) =>
  (await functionsOf(path, text)).map(({ name, line, endLine, complexity }) => [
    name,
    line,
    endLine,
    complexity,
  ]);

describe('functionsOf', () => {
  it('finds TypeScript functions, methods and named arrows with their complexity', async () => {
    const text = [
      'export function a(x: number) {',
      '  if (x > 1 && x < 9) return x ?? 0;',
      '  return x ? 1 : 2;',
      '}',
      'class B { m() { for (;;) {} } }',
      'const c = (y: string) => y || "z";',
    ].join('\n');
    expect(await found('a.ts', text)).toEqual([
      ['a', 1, 4, 5],
      ['B.m', 5, 5, 2],
      ['c', 6, 6, 2],
    ]);
  });
  it('counts a named inner function for itself, and a callback for the function around it', async () => {
    const text = 'function a(l) { const inner = (x) => x ? 1 : 2; return l.map((x) => x && inner(x)); }';
    expect(await found('a.js', text)).toEqual([
      ['a', 1, 1, 2],
      ['a.inner', 1, 1, 2],
    ]);
  });
  it('reads TSX', async () => {
    expect(await found('a.tsx', 'export function A() { return <p>{x ? 1 : 2}</p>; }')).toEqual([
      ['A', 1, 1, 2],
    ]);
  });
  it('reads Python', async () => {
    const text =
      'class A:\n  def f(self, x):\n    if x and 1:\n      return [y for y in x if y]\n    elif x: return 3\n';
    expect(await found('a.py', text)).toEqual([['A.f', 2, 5, 5]]);
  });
  it('reads Go, methods with their receiver', async () => {
    const text =
      'package a\nfunc (c *Cart) F(x int) int {\n  switch x { case 1: return 1\n  default: return 2 }\n}\n';
    expect(await found('a.go', text)).toEqual([['Cart.F', 2, 5, 2]]);
  });
  it('reads Java', async () => {
    const text =
      'class A { int f(int x) { switch (x) { case 1: return 1; default: return x > 1 ? 2 : 3; } } }';
    expect(await found('A.java', text)).toEqual([['A.f', 1, 1, 3]]);
  });
  it('survives text that is no program', async () => {
    expect(await found('a.ts', '}}} function ((( <<<')).toBeInstanceOf(Array);
  });
  it('reads nothing of a language it does not know', async () => {
    expect(await found('a.zig', 'fn a() {}')).toEqual([]);
  });
});

describe('isCoverableSource', () => {
  it('is true of sources, not of tests, declarations and configuration', () => {
    expect(['src/a.ts', 'a.py', 'a.go', 'src/main.rs'].filter(isCoverableSource)).toHaveLength(4);
    const others = [
      'src/a.test.ts',
      'a.d.ts',
      'vitest.config.ts',
      'test_a.py',
      'a_test.go',
      'README.md',
      'a.json',
    ];
    expect(others.filter(isCoverableSource)).toEqual([]);
  });
  it('knows tests by the customs of their language', () => {
    expect(
      ['src/a.spec.tsx', 'tests/test_a.py', 'a_test.go', 'src/test/java/ATest.java'].filter(isTestPath),
    ).toHaveLength(4);
  });
});
