import { maskSecrets } from '@qitops/escape';

/** Text of at most `limit` characters, without what looks like a credential; what was cut is said. */
export function cut(text: string | undefined, limit: number): string | null {
  if (!text) return null;
  const masked = maskSecrets(text);
  return masked.length <= limit
    ? masked
    : `${masked.slice(0, limit)}\n… ${masked.length - limit} more characters`;
}
