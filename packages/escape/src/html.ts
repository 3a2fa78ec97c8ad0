import { escapeTerminal } from './terminal.ts';

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for an HTML or XML text node or quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/**
 * Text for a line of HTML inside GitHub Markdown, as in `<summary>`: what GitHub would turn into a mention, a
 * reference or a link stays text.
 */
export function escapeHtmlLine(text: string): string {
  return escapeHtml(escapeTerminal(text).replace(/\s+/g, ' '))
    .replace(/@|#(?!\d+;)/g, '$&\u200b')
    .replace(/\b(https?|ftp|mailto|www)(?=[:.])/gi, '$1\u200b');
}

/** JSON that may stand in a `<script type="application/json">`: no `<`, no line separators. */
export function embedJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}
