import { createHash } from 'node:crypto';

/** Greatest length of a comment, in characters as GitHub counts them. */
export const COMMENT_LIMIT = 65_536;

export interface SectionRequest {
  /** First line of the comment: `<!-- qitops -->`. */
  marker: string;
  /** What tells this section from the others, as `test.yml/analyze-pr`; any text. */
  key: string;
  /**
   * Renders the section within so many characters and bytes. `previous` is its text as it stands, null = there is none.
   * Null leaves the comment as it is.
   */
  render: (budget: number, previous: string | null) => string | null;
}

const SECTION = /<!-- qitops:section ([0-9a-f]{8}) -->\n[\s\S]*?\n<!-- \/qitops:section \1 -->/g;

/** Whether a comment has the section of `key`. */
export function hasSection(body: string, key: string): boolean {
  return placeOf(body, keyHash(key)) !== null;
}

/** The sections that a comment has. */
export function sectionsOf(body: string): ReadonlySet<string> {
  return new Set([...body.matchAll(SECTION)].map((match) => match[1]!));
}

/**
 * The whole comment with this section put in: the other workflows' sections, and whatever people wrote between them,
 * stay as they are and where they are. The section is rendered into the room that they leave.
 * @param existing the comment as it is; null = there is none yet.
 * @returns null when the section is to stay as it is, there or not.
 */
export function withSection(existing: string | null, request: SectionRequest): string | null {
  const hash = keyHash(request.key);
  const body = existing ?? request.marker;
  const place = placeOf(body, hash);
  const { start, end } = place ?? { start: body.length, end: body.length };
  const before = start === body.length ? `${body.replace(/\n+$/, '')}\n` : body.slice(0, start);
  const opening = `<!-- qitops:section ${hash} -->\n`;
  const closing = `\n<!-- /qitops:section ${hash} -->`;
  const room = COMMENT_LIMIT - before.length - opening.length - closing.length - (body.length - end);
  const previous = place ? body.slice(start + opening.length, end - closing.length) : null;
  const rendered = request.render(Math.max(0, room), previous);
  if (rendered === null) return null;
  const text = unmarked(rendered).trim();
  return `${before}${opening}${text}${closing}${body.slice(end)}`;
}

/** Where the section of a hash stands in a comment. */
function placeOf(body: string, hash: string): { start: number; end: number } | null {
  const found = [...body.matchAll(SECTION)].find((match) => match[1] === hash);
  return found ? { start: found.index, end: found.index + found[0].length } : null;
}

/** Text that cannot end its section or start another one. */
function unmarked(text: string): string {
  return text.replace(/<!-- \/?qitops:section/g, '<!-- section');
}

function keyHash(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8);
}
