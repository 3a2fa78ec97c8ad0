/** A path of a repository for a URL: every segment encoded, `/` kept. */
export function urlPath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** The URL if it is plain https (or http on loopback) without credentials; else null. */
export function safeLink(url: string): string | null {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return null;
  }
  if (parsed.username || parsed.password) return null;
  const loopback = parsed.hostname === 'localhost' || parsed.hostname === '127.0.0.1';
  return parsed.protocol === 'https:' || (parsed.protocol === 'http:' && loopback) ? parsed.href : null;
}
