import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Keeps answers by key from one run to the next. */
export interface AnswerCache {
  /** The text of an answer, or null. */
  read(key: string): Promise<string | null>;
  write(key: string, answer: string): Promise<void>;
}

/** Answers as files of a folder. What cannot be read is not there; what cannot be written is not kept. */
export function folderCache(folder: string, warn: (line: string) => void): AnswerCache {
  const path = (key: string): string => join(folder, `${key}.json`);
  return {
    async read(key) {
      return readFile(path(key), 'utf8').catch(() => null);
    },
    async write(key, answer) {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const draft = join(folder, `.${randomUUID()}`);
        await writeFile(draft, answer, { mode: 0o600 });
        await rename(draft, path(key));
      } catch (error) {
        warn(`an answer was not kept: ${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}`);
      }
    },
  };
}

/** A hash of values that JSON can write. */
export function keyOf(...values: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(values)).digest('hex');
}
