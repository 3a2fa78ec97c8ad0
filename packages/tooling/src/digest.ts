import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const LEFT_OUT = new Set(['node_modules', 'dist', '.astro', 'tsconfig.tsbuildinfo']);

/** The files below `folder`, relative with `/`, sorted; a folder that is absent has none. */
export function filesBelow(folder: string, keep: (path: string) => boolean = () => true): string[] {
  if (!existsSync(folder)) return [];
  const found: string[] = [];
  const walk = (prefix: string): void => {
    for (const entry of readdirSync(join(folder, prefix), { withFileTypes: true })) {
      if (LEFT_OUT.has(entry.name)) continue;
      const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile() && keep(path)) found.push(path);
    }
  };
  walk('');
  return found.sort();
}

/** sha256, hex, of the names and contents of the files below `folder`. */
export function folderDigest(folder: string, keep?: (path: string) => boolean): string {
  const hash = createHash('sha256');
  for (const path of filesBelow(folder, keep)) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(folder, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** sha256, hex, of several texts in order. */
export function digestOf(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex');
}

const STAMP = '.built-from';

/** Whether `folder` was built from what `digest` stands for. */
export function isBuiltFrom(folder: string, digest: string): boolean {
  const stamp = join(folder, STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === digest;
}

/** Notes what `folder` was built from; the last step of a build, so that a broken one is done again. */
export function markBuiltFrom(folder: string, digest: string): void {
  writeFileSync(join(folder, STAMP), digest);
}
