import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { entriesOf, treeId } from './tree-id.ts';

let folder = '';
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('gives a tree the id that git gives it, whatever the order and depth it is listed in', () => {
  folder = mkdtempSync(join(tmpdir(), 'qitops-tree-'));
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: folder, encoding: 'utf8' });
  git('init', '-q');
  // a folder sorts as if its name ended in a stroke: after `a.txt`, before `a0`
  for (const name of ['a', 'b/deep'] as const) mkdirSync(join(folder, name), { recursive: true });
  for (const path of ['a/x', 'a.txt', 'a0', 'b/deep/ü', 'b/run.sh', 'ä'])
    writeFileSync(join(folder, path), path, { mode: path.endsWith('.sh') ? 0o755 : 0o644 });
  symlinkSync('a.txt', join(folder, 'link'));
  git('add', '-A');
  const id = git('write-tree').trim();
  const listed = git('ls-tree', '-r', '-t', '-z', id).split('\0').filter(Boolean);
  const tree = listed.map((line) => {
    const [, mode = '', sha = '', path = ''] = /^(\d+) \w+ (\w+)\t(.*)$/s.exec(line)!;
    return { mode, sha, path };
  });
  expect(tree.length).toBeGreaterThan(8);
  expect(treeId(entriesOf(tree))).toBe(id);
  expect(treeId(entriesOf(tree.toReversed()))).toBe(id);
  expect(treeId(entriesOf(tree.slice(1)))).not.toBe(id);
});
