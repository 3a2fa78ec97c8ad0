import { createHash } from 'node:crypto';

/** Greatest length of a comment, in characters as GitHub counts them. */
export const COMMENT_LIMIT = 65_536;

export interface SectionRequest {
  /** First line of the comment: `<!-- qitops -->`. */
  marker: string;
  /** What tells this section from the others, as `test.yml/analyze-pr`; any text. */
  key: string;
  /** Renders the section within so many characters and bytes. */
  render: (budget: number) => string;
}

const SECTION = /<!-- qitops:section ([0-9a-f]{8}) -->\n([\s\S]*?)\n<!-- \/qitops:section \1 -->/g;

/** The sections of a comment in their order, by the hash of their key. */
function sectionsOf(body: string): Map<string, string> {
  return new Map([...body.matchAll(SECTION)].map((match) => [match[1]!, match[2]!]));
}

/** Whether a comment has the section of `key`. */
export function hasSection(body: string, key: string): boolean {
  return sectionsOf(body).has(keyHash(key));
}

/**
 * The whole comment with this section put in: the other workflows' sections stay as they are and where they are.
 * The section is rendered into the room that they leave.
 * @param existing the comment as it is; null = there is none yet.
 */
export function withSection(existing: string | null, request: SectionRequest): string {
  const sections = sectionsOf(existing ?? '');
  const hash = keyHash(request.key);
  sections.set(hash, '');
  const room = COMMENT_LIMIT - assembled(request.marker, sections).length;
  sections.set(hash, unmarked(request.render(Math.max(0, room))).trim());
  return assembled(request.marker, sections);
}

function assembled(marker: string, sections: ReadonlyMap<string, string>): string {
  const parts = [...sections].map(
    ([hash, text]) => `<!-- qitops:section ${hash} -->\n${text}\n<!-- /qitops:section ${hash} -->`,
  );
  return [marker, ...parts].join('\n');
}

/** Text that cannot end its section or start another one. */
function unmarked(text: string): string {
  return text.replace(/<!-- \/?qitops:section/g, '<!-- section');
}

function keyHash(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8);
}
