import { describe, expect, it } from 'vitest';
import { limitProblems, pathProblem, placeProblem } from './limits.ts';

const rules = { globs: ['spec/**'], isTest: (path: string) => /\.test\.\w+$/.test(path) };

describe('where a proposal may write', () => {
  it.each([
    'tests/qitops/a.test.ts',
    'tests/qitops/.decisions.yaml',
    'tests/qitops/cases/a.yaml',
    'src/a.test.ts',
    'spec/a.rb',
  ])('is %s', (path) => expect(pathProblem(path, rules)).toBeNull());
  it.each([
    ...[
      'src/a.ts',
      'package.json',
      'qitops.yml',
      '.github/workflows/a.test.yml',
      '.GitHub/workflows/a.test.ts',
    ],
    ...[
      '.git/hooks/a.test.ts',
      'x/.git/a.test.ts',
      'git~1/a.test.ts',
      '.gitmodules',
      'tests/qitops/../../a.test.ts',
    ],
    ...[
      '/etc/a.test.ts',
      '../a.test.ts',
      './a.test.ts',
      'a//b.test.ts',
      'a\\..\\b.test.ts',
      'C:/a.test.ts',
      '',
    ],
    ...[
      'a/b.test.ts\n',
      'a/\u202eb.test.ts',
      '.husky/a.test.ts',
      'a./b.test.ts',
      `${'a/'.repeat(200)}b.test.ts`,
    ],
    ...['tests/qitops/.github/../a', 'spec/../src/a.ts', 'spec/.hidden/a.rb'],
  ])('is not %j', (path) => expect(pathProblem(path, rules)).not.toBeNull());
});

describe('what a proposal may hold', () => {
  const file = (path: string, size = 10) => ({ path, content: 'x'.repeat(size) });
  it('is within its limits', () => {
    expect(limitProblems([file('a.test.ts'), file('b.test.ts')], rules)).toEqual([]);
    expect(limitProblems([file('a.test.ts', 60_000)], rules).join()).toMatch(/more than 50000 bytes/);
    expect(
      limitProblems(
        Array.from({ length: 21 }, (_, n) => file(`${n}.test.ts`)),
        rules,
      ).join(),
    ).toMatch(/more than 20 files/);
    expect(
      limitProblems(
        Array.from({ length: 5 }, (_, n) => file(`${n}.test.ts`, 45_000)),
        rules,
      ).join(),
    ).toMatch(/together/);
    expect(limitProblems([file('a.test.ts'), file('A.test.ts')], rules).join()).toMatch(/nothing but case/);
  });
  it('takes the place of nothing but its own', () => {
    const own = new Set(['tests/qitops/.decisions.yaml']);
    expect(placeProblem('a.test.ts', { kind: 'none' }, own)).toBeNull();
    expect(placeProblem('a.test.ts', { kind: 'file', blob: 'x' }, own)).toMatch(/there already/);
    expect(placeProblem('a.test.ts', { kind: 'other' }, own)).toMatch(/link/);
    expect(placeProblem('tests/qitops/.decisions.yaml', { kind: 'file', blob: 'x' }, own)).toBeNull();
    expect(placeProblem('tests/qitops/.decisions.yaml', { kind: 'other' }, own)).toMatch(/link/);
  });
});
