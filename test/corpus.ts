import { existsSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = process.env.QITOPS_CORPUS ?? join(import.meta.dirname, '../../shared/corpus');

/** Absolute path of a file of the corpus, or null where the corpus is absent. */
export function corpus(path: string): string | null {
  const file = join(FOLDER, path);
  return existsSync(file) ? file : null;
}
