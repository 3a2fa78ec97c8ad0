import { describe, expect, it } from 'vitest';
import type { Gateway } from '../gateway.ts';
import { commitFiles } from './commit-files.ts';

type Node = { path: string; mode: string; sha: string };

const LINK = '120000';
const FOLDER = '040000';
const FILE = '100644';
const TREES: Record<string, Node[]> = {
  head: [
    { path: 'tests', mode: FOLDER, sha: 't' },
    { path: 'out', mode: LINK, sha: 'l' },
    { path: 'a.ts', mode: FILE, sha: 'a' },
  ],
  t: [{ path: 'x.test.ts', mode: FILE, sha: 'x' }],
};
const WHOLE: Node[] = [...TREES.head!, { path: 'tests/x.test.ts', mode: FILE, sha: 'x' }];

/** GitHub with the trees above; `cut` = a list of all folders is cut off before its end. */
function files(cut: boolean) {
  const asked: string[] = [];
  const request = (_: string, { tree_sha, recursive }: { tree_sha: string; recursive?: string }) => {
    asked.push(tree_sha);
    const tree = recursive ? (cut ? WHOLE.slice(0, 1) : WHOLE) : TREES[tree_sha]!;
    return Promise.resolve({ data: { sha: tree_sha, tree, truncated: cut && recursive === '1' } });
  };
  const octokit = { request } as unknown as Gateway['octokit'];
  return { asked, ...commitFiles(() => Promise.resolve(octokit), { owner: 'acme', name: 'shop' }, 'head') };
}

describe('files of a commit that is not checked out', () => {
  it.each([
    ['listed in one answer', false, 1],
    ['of more files than one answer lists', true, 3],
  ])('%s: what is at a path', async (_, cut, requests) => {
    const { look, asked } = files(cut);
    expect(await look('a.ts')).toEqual({ kind: 'file', blob: 'a' });
    expect(await look('tests/x.test.ts')).toEqual({ kind: 'file', blob: 'x' });
    expect(await look('tests/y.test.ts')).toEqual({ kind: 'none' });
    expect(await look('tests')).toEqual({ kind: 'other' });
    expect(await look('out/x.test.ts')).toEqual({ kind: 'other' });
    expect(asked).toHaveLength(requests);
  });
});
