import { existsSync } from 'node:fs';
import { constants, copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findUp } from '../find-up.ts';

/** Most files of a checkout that is copied. */
const MOST_FILES = 5_000;

/**
 * Copies the checkout's files to a folder of its own, with its `node_modules` linked, some files replaced. The checkout
 * itself is never written to. Null = too large to copy.
 */
export async function withSandbox<T>(
  root: string,
  files: readonly string[],
  replaced: ReadonlyMap<string, string>,
  work: (folder: string) => Promise<T>,
): Promise<T | null> {
  if (files.length > MOST_FILES) return null;
  const folder = await mkdtemp(join(tmpdir(), 'qitops-sandbox-'));
  try {
    const folders = new Set(files.map((path) => dirname(path)));
    for (const each of folders) await mkdir(join(folder, each), { recursive: true });
    for (const path of files) {
      const text = replaced.get(path);
      if (text !== undefined) await writeFile(join(folder, path), text);
      // links and submodules are no files
      else if (existsSync(join(root, path)))
        await copyFile(join(root, path), join(folder, path), constants.COPYFILE_FICLONE).catch(
          () => undefined,
        );
    }
    // a workspace's packages may stand above the checkout
    const above = findUp(root, 'node_modules');
    if (above) await symlink(above, join(folder, 'node_modules'), 'junction');
    for (const each of folders) {
      const modules = join(root, each, 'node_modules');
      if (each !== '.' && existsSync(modules))
        await symlink(modules, join(folder, each, 'node_modules'), 'junction');
    }
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
