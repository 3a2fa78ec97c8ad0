import { randomBytes } from 'node:crypto';
import { type Dirent, readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { setImmediate as pause } from 'node:timers/promises';
import type { Appended, ObjectChanges, ObjectStore } from '@qitops/model';
import { LOCK, withLock } from './folder-lock.ts';

/**
 * A store in a folder. Each object is written whole under another name and then renamed; runs come after the catalogue
 * that they refer to, so that a writer which is killed leaves no run that cannot be read.
 */
export class FolderStore implements ObjectStore {
  readonly description: string;
  readonly #root: string;

  constructor(root: string, shown: string = root) {
    this.#root = root;
    this.description = `folder ${shown}`;
  }

  async list(prefix: string): Promise<string[]> {
    const files = await this.#files(prefix);
    return files.filter((key) => !key.endsWith(TEMPORARY) && key !== LOCK).sort();
  }

  async read(key: string): Promise<Uint8Array | null> {
    return this.#bytes(key);
  }

  async readMany(keys: readonly string[]): Promise<Map<string, Uint8Array>> {
    const found = new Map<string, Uint8Array>();
    for (const batch of batches(keys)) {
      for (const key of batch) {
        const bytes = this.#bytes(key);
        if (bytes) found.set(key, bytes);
      }
      await pause();
    }
    return found;
  }

  async leftOut(): Promise<{ key: string; reason: string }[]> {
    return [];
  }

  /** Nothing is kept between reads. */
  refresh(): void {}

  async size(): Promise<number> {
    let bytes = 0;
    for (const batch of batches(await this.#files(''))) {
      const sizes = await Promise.all(batch.map(async (key) => (await stat(join(this.#root, key))).size));
      for (const size of sizes) bytes += size;
    }
    return bytes;
  }

  async append(_: string, objects: ReadonlyMap<string, Uint8Array>): Promise<Appended> {
    await this.write(objects);
    return { tries: 1, waiting: null };
  }

  async write(changes: ObjectChanges): Promise<void> {
    const [runs, others] = [new Map(), new Map()] as [Map<string, Uint8Array>, Map<string, Uint8Array>];
    const deleted: string[] = [];
    for (const [key, bytes] of changes) {
      if (bytes === null) deleted.push(key);
      else (key.startsWith('runs/') ? runs : others).set(key, bytes);
    }
    for (const part of [others, runs]) {
      for (const folder of new Set([...part.keys()].map((key) => dirname(key)))) {
        await mkdir(join(this.#root, folder), { recursive: true });
      }
      for (const batch of batches([...part])) {
        await Promise.all(batch.map(([key, bytes]) => this.#replace(key, bytes)));
      }
    }
    for (const batch of batches(deleted)) {
      await Promise.all(batch.map((key) => rm(join(this.#root, key), { force: true })));
    }
  }

  async rewrite(change: () => Promise<ObjectChanges>): Promise<void> {
    await mkdir(this.#root, { recursive: true });
    await withLock(this.#root, this.description, async () => {
      await this.#sweep();
      await this.write(await change());
    });
  }

  /** At once: for hundreds of small files a promise each takes longer than to read them. */
  #bytes(key: string): Uint8Array | null {
    try {
      return readFileSync(join(this.#root, key));
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  async #replace(key: string, bytes: Uint8Array): Promise<void> {
    const path = join(this.#root, key);
    const temporary = `${path}.${randomBytes(6).toString('hex')}${TEMPORARY}`;
    await writeFile(temporary, bytes);
    await rename(temporary, path);
  }

  /** Removes what writers that were killed left half written. */
  async #sweep(): Promise<void> {
    for (const key of await this.#files('')) {
      if (!key.endsWith(TEMPORARY)) continue;
      const path = join(this.#root, key);
      if (Date.now() - (await stat(path)).mtimeMs > ABANDONED_MS) await rm(path, { force: true });
    }
  }

  async #files(prefix: string): Promise<string[]> {
    let entries: Dirent[];
    try {
      entries = await readdir(join(this.#root, prefix), { withFileTypes: true, recursive: true });
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(this.#root, join(entry.parentPath, entry.name)).split(sep).join('/'));
  }
}

const TEMPORARY = '.tmp';
/** A half-written file of this age has no writer any more. */
const ABANDONED_MS = 3_600_000;
/** Objects read or written at once. */
const BATCH = 64;

function* batches<T>(items: readonly T[]): Iterable<T[]> {
  for (let i = 0; i < items.length; i += BATCH) yield items.slice(i, i + BATCH);
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
