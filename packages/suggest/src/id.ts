import { createHash } from 'node:crypto';
import type { ChangedFunction, Suggestion } from '@qitops/model';

/** An id that stays the same as long as the target and the content do. */
export function suggestionId(
  fn: Pick<ChangedFunction, 'path' | 'name'>,
  kind: Suggestion['kind'],
  content: string,
): string {
  return createHash('sha256')
    .update(JSON.stringify([kind, fn.path, fn.name, content]))
    .digest('hex')
    .slice(0, 16);
}
