import { readFile, realpath, stat } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';

/** Most bytes that are read of a file. */
const LARGEST = 2 * 1024 * 1024;

/**
 * A file that a test left inside of the workspace; null = there is none. Whoever wrote the report chose the path: what
 * begins with a dot, as git's own files with their token do, is not read.
 */
export function readAttachment(root: string, path: string): Promise<Uint8Array | null> {
  return read(root, path, (inside) => !inside.split(sep).some((part) => part.startsWith('.')));
}

/** A file inside of a folder; null = it is elsewhere, also by a link, too large or not there. */
export function readInside(root: string, path: string): Promise<Uint8Array | null> {
  return read(root, path, () => true);
}

async function read(
  root: string,
  path: string,
  mayBeRead: (inside: string) => boolean,
): Promise<Uint8Array | null> {
  try {
    const [folder, file] = await Promise.all([realpath(root), realpath(resolve(root, path))]);
    if (!file.startsWith(folder + sep) || !mayBeRead(relative(folder, file))) return null;
    const { size } = await stat(file);
    return size <= LARGEST ? await readFile(file) : null;
  } catch {
    return null; // reports name files that were cleaned away
  }
}
