/** The words of a plain command line with its quotes undone; null when only a shell could run it. */
export function wordsOf(line: string): string[] | null {
  const words: string[] = [];
  const word = /\s*((?:[^\s"'\\|&;<>()$`*?{}]|\\.|"(?:[^"\\$`]|\\.)*"|'[^']*')+)(?=\s|$)/y;
  while (word.lastIndex < line.trimEnd().length) {
    const match = word.exec(line);
    if (!match) return null;
    words.push(match[1]!.replace(/"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/g, unquoted));
  }
  // `NAME=value command` sets a variable, which is a shell's business
  return words.length > 0 && !/^\w+=/.test(words[0]!) ? words : null;
}

function unquoted(_: string, double?: string, single?: string, escaped?: string): string {
  return double?.replace(/\\(.)/g, '$1') ?? single ?? escaped ?? '';
}
