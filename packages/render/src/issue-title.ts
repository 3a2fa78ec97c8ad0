/** Longest title, characters. */
const TITLE = 120;

/** Text from outside as an issue's title: GitHub shows titles as they are, but mentions in them ring too. */
export function issueTitle(text: string, before = '', after = ''): string {
  const line = text.replace(/\s+/g, ' ').replaceAll('@', '@\u200b');
  const room = TITLE - after.length;
  return `${before}${line.length > room ? `${line.slice(0, room - 1)}…` : line}${after}`;
}
