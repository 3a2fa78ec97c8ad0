/** A line of Markdown that people read as text. */
export interface TextLine {
  text: string;
  /** Index in all lines. */
  at: number;
}

const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/;

/**
 * Lines of Markdown that are neither code nor quoted: fenced and indented code, quotes and HTML comments of several
 * lines are left out. What somebody shows is not what they say.
 */
export function outsideCode(markdown: string): TextLine[] {
  const lines = markdown.split(/\r?\n/);
  const found: TextLine[] = [];
  let fence = '';
  let hidden = false;
  for (const [at, text] of lines.entries()) {
    const [, mark = '', rest = ''] = FENCE.exec(text) ?? [];
    if (fence !== '') {
      if (mark[0] === fence[0] && mark.length >= fence.length && rest.trim() === '') fence = '';
      continue;
    }
    if (hidden) {
      hidden = !text.includes('-->');
      continue;
    }
    if (mark !== '' && !(mark[0] === '`' && rest.includes('`'))) {
      fence = mark;
      continue;
    }
    const opens = text.lastIndexOf('<!--');
    if (opens >= 0 && !text.includes('-->', opens)) hidden = true;
    if (/^ {0,3}>/.test(text) || /^(?: {4}|\t)/.test(text)) continue;
    found.push({ text, at });
  }
  return found;
}

/** The code of the fenced block that comes next after a line, blank lines between; null when there is none. */
export function fenceAfter(markdown: string, at: number): string | null {
  const lines = markdown.split(/\r?\n/);
  let from = at + 1;
  while (lines[from]?.trim() === '') from += 1;
  const [, mark] = FENCE.exec(lines[from] ?? '') ?? [];
  if (!mark) return null;
  const end = lines.findIndex((line, index) => {
    const [, closing = '', rest = ''] = index > from ? (FENCE.exec(line) ?? []) : [];
    return closing[0] === mark[0] && closing.length >= mark.length && rest.trim() === '';
  });
  return end < 0 ? null : `${lines.slice(from + 1, end).join('\n')}\n`;
}
