import { inlineCode, urlPath } from '@qitops/escape';
import type { CommentInput } from './comment-input.ts';

/** A place in the code as inline code, linked where the host is known. */
export function placeLink(
  { repositoryUrl, analysis }: Pick<CommentInput, 'repositoryUrl' | 'analysis'>,
  path: string,
  line: number | null,
): string {
  const label = inlineCode(line === null ? path : `${path}:${line}`);
  if (!repositoryUrl || path.startsWith('/')) return label;
  return `[${label}](${repositoryUrl}/blob/${analysis.head}/${linkPath(path)}${line === null ? '' : `#L${line}`})`;
}

/** A path for a Markdown link: parentheses would end it. */
function linkPath(path: string): string {
  return urlPath(path).replace(/[()!'*]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
}

/** Longest URL that GitHub's new-file page takes for certain, in bytes. */
const LONGEST_URL = 6 * 1024;

/** GitHub's new-file page with the content filled in, or null when the URL would be too long. */
export function newFileLink(
  at: { repositoryUrl: string; branch: string },
  path: string,
  content: string,
): string | null {
  const slash = path.lastIndexOf('/');
  const folder = slash < 0 ? '' : `/${linkPath(path.slice(0, slash))}`;
  const query = new URLSearchParams({ filename: path.slice(slash + 1), value: content });
  const url = `${at.repositoryUrl}/new/${linkPath(at.branch)}${folder}?${query}`.replace(/[()]/g, (c) =>
    c === '(' ? '%28' : '%29',
  );
  return url.length <= LONGEST_URL ? url : null;
}
