import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The nearest `path` in `folder` or above it, as Node looks for packages; null when there is none. */
export function findUp(folder: string, path: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    const candidate = join(at, path);
    if (existsSync(candidate)) return candidate;
    if (dirname(at) === at) return null;
  }
}
