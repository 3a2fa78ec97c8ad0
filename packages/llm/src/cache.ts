import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnswerCache } from '@qitops/model';

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
