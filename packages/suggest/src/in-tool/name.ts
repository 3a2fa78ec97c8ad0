/** A function's name from what its test says: the words that fit, empty values said. */
export function nameFrom(said: string, longest: number, join: (words: string[]) => string): string {
  const spoken = said
    .replace(/""/g, 'empty text')
    .replace(/\[\]/g, 'empty list')
    .replace(/\{\}/g, 'empty')
    .toLowerCase();
  const words: string[] = [];
  for (const word of spoken.match(/[a-z0-9]+/g) ?? []) {
    if (join([...words, word]).length > longest) break;
    words.push(word);
  }
  return join(words);
}
