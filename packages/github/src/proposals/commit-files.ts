import type { CommitFiles, PathThere } from '@qitops/model';
import type { Gateway } from '../gateway.ts';
import { statusOf } from '../refusal.ts';
import { entriesOf, treeId } from '../tree-id.ts';

type Entry = { mode: string; sha: string };
/** Entries by path from the tree on; `whole` = those of all folders below it too. */
type Tree = { entries: ReadonlyMap<string, Entry>; whole: boolean };

/** Largest file that is read, bytes. */
const MOST_BYTES = 1024 * 1024;

/**
 * Files of a commit by GitHub's Git data API: all in one answer, or a folder at a time where one answer does not list
 * all. A link or a submodule on the way to a path is seen.
 */
export function commitFiles(
  client: () => Promise<Gateway['octokit']>,
  { owner, name: repo }: { owner: string; name: string },
  commit: string,
): CommitFiles {
  const trees = new Map<string, Promise<Tree | null>>();
  const treeOf = (id: string, recursive = false): Promise<Tree | null> => {
    const known = trees.get(id) ?? readTree(id, recursive);
    trees.set(id, known);
    return known;
  };
  const readTree = async (id: string, recursive: boolean): Promise<Tree | null> => {
    const octokit = await client();
    try {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
        owner,
        repo,
        tree_sha: id,
        ...(recursive ? { recursive: '1' } : {}),
      });
      // a list that was cut off says nothing of what is not in it
      if (recursive && data.truncated) return await readTree(id, false);
      return { entries: entriesOf(data.tree), whole: recursive };
    } catch (error) {
      if (statusOf(error) === 404) return null;
      throw error;
    }
  };
  const look = async (path: string): Promise<PathThere> => {
    const root = await treeOf(commit, true);
    let folder = root;
    let below = '';
    const parts = path.split('/');
    for (const [at, part] of parts.entries()) {
      const entry = folder?.entries.get(below + part);
      if (!entry) return { kind: 'none' };
      const last = at === parts.length - 1;
      if (last) return /^100/.test(entry.mode) ? { kind: 'file', blob: entry.sha } : { kind: 'other' };
      if (entry.mode !== '040000') return { kind: 'other' };
      if (root?.whole) below += `${part}/`;
      else folder = await treeOf(entry.sha);
    }
    return { kind: 'none' };
  };
  return {
    look,
    tree: async () => {
      const root = await treeOf(commit, true);
      return root && treeId(root.entries);
    },
    text: async (path) => {
      const there = await look(path);
      if (there.kind !== 'file') return null;
      const octokit = await client();
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/git/blobs/{file_sha}', {
        owner,
        repo,
        file_sha: there.blob,
      });
      if ((data.size ?? 0) > MOST_BYTES) return null;
      return Buffer.from(data.content, 'base64').toString('utf8');
    },
  };
}

/** The text of one file at a commit; null when there is none, or something else is there. */
export async function fileAt(
  octokit: Gateway['octokit'],
  { owner, name: repo }: { owner: string; name: string },
  commit: string,
  path: string,
): Promise<string | null> {
  try {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/contents/{path}', {
      owner,
      repo,
      path,
      ref: commit,
    });
    if (Array.isArray(data) || data.type !== 'file' || data.encoding !== 'base64') return null;
    return Buffer.from(data.content, 'base64').toString('utf8');
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
}
