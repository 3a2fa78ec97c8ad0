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

/** A branch of a repository on a host of GitHub's kind: `https://github.com/owner/name`, `topic`. */
export interface BranchPlace {
  repositoryUrl: string;
  branch: string;
}

/** Longest URL that GitHub's new-file page takes for certain, in bytes. */
const LONGEST_URL = 6 * 1024;

/** A path for a Markdown link: parentheses would end it. */
export function linkPath(path: string): string {
  return closed(urlPath(path));
}

/** A URL without the signs that encoding leaves and Markdown takes for its own. */
function closed(url: string): string {
  return url.replace(/[()!'*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
}

/** GitHub's new-file page with the content filled in, or null when the URL would be too long. */
export function newFilePage(
  { repositoryUrl, branch }: BranchPlace,
  path: string,
  content: string,
): string | null {
  const slash = path.lastIndexOf('/');
  const folder = slash < 0 ? '' : `/${linkPath(path.slice(0, slash))}`;
  const query = new URLSearchParams({ filename: path.slice(slash + 1), value: content });
  const url = `${repositoryUrl}/new/${linkPath(branch)}${folder}?${closed(String(query))}`;
  return url.length <= LONGEST_URL ? url : null;
}

/** GitHub's page that edits a file which is there; it takes no content. */
export function editFilePage({ repositoryUrl, branch }: BranchPlace, path: string): string {
  return `${repositoryUrl}/edit/${linkPath(branch)}/${linkPath(path)}`;
}
