import { readFile, realpath, stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';

/** Most bytes that are read of an attachment. */
const LARGEST = 2 * 1024 * 1024;

/** A file that a test left inside of the workspace; null = it is elsewhere, also by a link, too large or not there. */
export async function readAttachment(root: string, path: string): Promise<Uint8Array | null> {
  try {
    const [inside, file] = await Promise.all([realpath(root), realpath(resolve(root, path))]);
    if (!file.startsWith(inside + sep)) return null;
    const { size } = await stat(file);
    return size <= LARGEST ? await readFile(file) : null;
  } catch {
    return null; // reports name files that were cleaned away
  }
}
