import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { messageOf } from '@qitops/model';
import { patiently } from './patiently.ts';

/** Largest document, bytes. */
const BYTES = 2 * 2 ** 20;

export interface DocumentCacheOptions {
  /** What the document is made from; another key is another document. */
  key: string;
  /** Where it lies while it is moved, inside of `workspace`: a cache is known by its paths. */
  path: string;
  workspace: string;
}

/** A text that was kept under a key in the Actions cache; null = none, or there is no cache here. */
export async function restoreText({ key, path, workspace }: DocumentCacheOptions): Promise<string | null> {
  if (!process.env.ACTIONS_RUNTIME_TOKEN) return null;
  const { restoreCache } = await import('@actions/cache');
  try {
    const found = await patiently(() => restoreCache([relative(workspace, path)], key), {
      what: 'the look into the Actions cache',
      bytes: BYTES,
    });
    return found ? await readFile(path, 'utf8') : null;
  } catch {
    return null; // a cache that does not answer is none: what it would have saved is made anew
  } finally {
    await rm(path, { force: true });
  }
}

/** Keeps a text under its key. Returns why it was not kept, or null. */
export async function saveText(options: DocumentCacheOptions, text: string): Promise<string | null> {
  const { key, path, workspace } = options;
  if (!process.env.ACTIONS_RUNTIME_TOKEN) return null;
  const { saveCache } = await import('@actions/cache');
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    await patiently(() => saveCache([relative(workspace, path)], key), {
      what: 'the save to the Actions cache',
      bytes: BYTES,
    });
    return null;
  } catch (error) {
    return messageOf(error);
  } finally {
    await rm(path, { force: true });
  }
}
