import { createHash } from 'node:crypto';

/**
 * The id of a tree as git gives it, from its entries by path as GitHub lists them; those of folders below it are left
 * out. GitHub tells the id of a commit where a commit was asked for, so that it would take a question of its own.
 */
export function treeId(entries: ReadonlyMap<string, { mode: string; sha: string }>): string {
  const own = [...entries]
    .filter(([path]) => !path.includes('/'))
    .map(([path, { mode, sha }]) => ({
      // git writes modes without zeros before them, and sorts a folder as if its name ended in a stroke
      order: Buffer.from(mode === FOLDER ? `${path}/` : path),
      line: Buffer.concat([Buffer.from(`${mode.replace(/^0+/, '')} ${path}\0`), Buffer.from(sha, 'hex')]),
    }))
    .sort((a, b) => Buffer.compare(a.order, b.order));
  const body = Buffer.concat(own.map(({ line }) => line));
  return createHash('sha1').update(`tree ${body.length}\0`).update(body).digest('hex');
}

const FOLDER = '040000';

/** Entries by path of a tree as GitHub lists it. */
export function entriesOf(
  tree: readonly { path?: string; mode?: string; sha?: string | null }[],
): Map<string, { mode: string; sha: string }> {
  return new Map(
    tree.flatMap(({ path, mode, sha }) => (path && mode && sha ? [[path, { mode, sha }] as const] : [])),
  );
}
