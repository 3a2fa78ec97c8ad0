import { expect, test } from 'vitest';
import { folderTree } from './coverage-tree.ts';

const file = (path: string, covered: number, total: number) => ({
  path,
  lines: [covered, total] as [number, number],
  branches: [0, 0] as [number, number],
  functions: [0, 0] as [number, number],
});

test('folders carry sums, most missing first, and lone folders are joined', () => {
  const tree = folderTree([
    file('src/a/deep/x.ts', 9, 10),
    file('src/b/y.ts', 0, 5),
    file('src/b/z.ts', 5, 5),
    file('top.ts', 1, 1),
  ]);
  expect(tree.lines).toEqual([15, 21]);
  const src = tree.folders[0]!;
  expect(src.name).toBe('src');
  expect(src.folders.map(({ name, lines }) => [name, lines])).toEqual([
    ['b', [5, 10]],
    ['a/deep', [9, 10]],
  ]);
  expect(tree.files.map(({ path }) => path)).toEqual(['top.ts']);
});
