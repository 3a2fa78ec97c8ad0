import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { ObjectStore } from '@qitops/model';

/** A store in a folder. Each object is written whole under another name and then renamed. */
export class FolderStore implements ObjectStore {
  readonly description: string;
  readonly #root: string;

  constructor(root: string, shown: string = root) {
    this.#root = root;
    this.description = `folder ${shown}`;
  }

  async list(prefix: string): Promise<string[]> {
    let entries: import('node:fs').Dirent[];
    try {
      entries = await readdir(join(this.#root, prefix), { withFileTypes: true, recursive: true });
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
    return entries
      .filter((entry) => entry.isFile() && !entry.name.endsWith(TEMPORARY))
      .map((entry) => relative(this.#root, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .sort();
  }

  async read(key: string): Promise<Uint8Array | null> {
    try {
      return await readFile(join(this.#root, key));
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  async readMany(keys: readonly string[]): Promise<Map<string, Uint8Array>> {
    const found = new Map<string, Uint8Array>();
    for (let i = 0; i < keys.length; i += BATCH) {
      const batch = keys.slice(i, i + BATCH);
      const objects = await Promise.all(batch.map((key) => this.read(key)));
      batch.forEach((key, index) => {
        const bytes = objects[index];
        if (bytes) found.set(key, bytes);
      });
    }
    return found;
  }

  async write(changes: ReadonlyMap<string, Uint8Array | null>): Promise<void> {
    for (const [key, bytes] of changes) {
      const path = join(this.#root, key);
      if (bytes === null) {
        await rm(path, { force: true });
        continue;
      }
      await mkdir(dirname(path), { recursive: true });
      const temporary = `${path}.${randomBytes(6).toString('hex')}${TEMPORARY}`;
      await writeFile(temporary, bytes);
      await rename(temporary, path);
    }
  }
}

const TEMPORARY = '.tmp';
/** Objects read at once. */
const BATCH = 64;

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
