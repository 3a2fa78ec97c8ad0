import { escapeTerminal } from './terminal.ts';

const ZERO_WIDTH_SPACE = '\u200b';

/**
 * Text from outside for a line of GitHub Markdown: it shows as itself and does nothing. No markup, no HTML, no link or
 * image, no mention of a person, team or issue, no hidden comment. Line breaks become spaces.
 */
export function escapeMarkdown(text: string): string {
  return escapeTerminal(text)
    .replace(/\s*\n\s*/g, ' ')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_{}[\]|~$]/g, '\\$&')
    .replace(/^(\s*)([-+=#]|\d+(?=[.)]))/u, (_, space: string, mark: string) =>
      /\d/.test(mark) ? `${space}${mark}\\` : `${space}\\${mark}`,
    )
    .replace(/[@#]/g, `$&${ZERO_WIDTH_SPACE}`)
    .replace(/\b(https?|ftp|mailto|www)(?=[:.])/gi, `$1${ZERO_WIDTH_SPACE}`)
    .replace(/\b(GH-)(?=\d)/gi, `$1${ZERO_WIDTH_SPACE}`);
}

/** Text as inline code. Inside code GitHub links nothing; only backticks and line breaks need care. */
export function inlineCode(text: string): string {
  const line = escapeTerminal(text)
    .replace(/\s*\n\s*/g, ' ')
    .trim();
  if (line === '') return '` `';
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** Inline code that may stand in a table cell. */
export function tableCode(text: string): string {
  return inlineCode(text).replaceAll('|', '\\|');
}

/** A fenced block that its own content cannot close. */
export function codeBlock(text: string, language = ''): string {
  const body = escapeTerminal(text);
  const longest = Math.max(2, ...[...body.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${body.replace(/\n+$/, '')}\n${fence}`;
}
