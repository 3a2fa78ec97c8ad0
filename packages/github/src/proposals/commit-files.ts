import type { CommitFiles, PathThere } from '@qitops/model';
import type { Gateway } from '../gateway.ts';
import { statusOf } from '../refusal.ts';

type Entry = { mode: string; sha: string };
type Tree = ReadonlyMap<string, Entry>;

/** Largest file that is read, bytes. */
const MOST_BYTES = 1024 * 1024;

/**
 * Files of a commit by GitHub's Git data API, a folder at a time: a link or a submodule on the way to a path is seen,
 * and a repository with more files than one answer lists is no trouble.
 */
export function commitFiles(
  client: () => Promise<Gateway['octokit']>,
  { owner, name: repo }: { owner: string; name: string },
  commit: string,
): CommitFiles {
  const trees = new Map<string, Promise<Tree | null>>();
  const tree = (id: string): Promise<Tree | null> => {
    const known = trees.get(id) ?? readTree(id);
    trees.set(id, known);
    return known;
  };
  const readTree = async (id: string): Promise<Tree | null> => {
    const octokit = await client();
    try {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
        owner,
        repo,
        tree_sha: id,
      });
      return new Map(
        data.tree.flatMap(({ path, mode, sha }) =>
          path && mode && sha ? [[path, { mode, sha }] as const] : [],
        ),
      );
    } catch (error) {
      if (statusOf(error) === 404) return null;
      throw error;
    }
  };
  const look = async (path: string): Promise<PathThere> => {
    let id = commit;
    const parts = path.split('/');
    for (const [at, part] of parts.entries()) {
      const entry = (await tree(id))?.get(part);
      if (!entry) return { kind: 'none' };
      const last = at === parts.length - 1;
      if (last) return /^100/.test(entry.mode) ? { kind: 'file', blob: entry.sha } : { kind: 'other' };
      if (entry.mode !== '040000') return { kind: 'other' };
      id = entry.sha;
    }
    return { kind: 'none' };
  };
  return {
    look,
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
