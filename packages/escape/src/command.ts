import { escapeTerminal } from './terminal.ts';

/**
 * Text for a line of a GitHub Actions log that must not act as a workflow command: the runner trims a line
 * before it looks for `::`, and takes the legacy `##[` anywhere in it.
 */
export function escapeLogLine(text: string): string {
  return escapeTerminal(text)
    .split('\n')
    .map((line) => line.replace(/^(\s*):(?=:)/u, '$1:\u200b').replaceAll('##[', '#\u200b#['))
    .join('\n');
}
