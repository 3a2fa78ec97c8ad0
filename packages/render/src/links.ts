import { inlineCode, linkPath } from '@qitops/escape';
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
