import { stableName, type TestRef } from '@qitops/model';

/** Places of a title that are filled when a test runs: `%s`, `$name`, `${…}`, `<name>`. */
const PLACE = /%[sdifjoOp#$c]|\$\{[^}]*\}|\$[\w#.]+|<[^<>\s][^<>]*>/;

/** Suites and name as one text, however a runner joins them. */
export function flatName(parts: readonly string[]): string {
  return stableName(parts.join(' '))
    .replace(/\s(?:>|›|»)\s/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** A test as people write it: `file > suite > name`. */
export function readableName({ file, suite, name }: Pick<TestRef, 'file' | 'suite' | 'name'>): string {
  return [...(file === null ? [] : [file]), ...suite, name]
    .map((part) => part.replace(/\s+/g, ' ').trim())
    .join(' > ');
}

/** `file > suite > name` taken apart; the file is null when the first part is none. */
export function readName(
  text: string,
  isFile: (path: string) => boolean,
): { file: string | null; parts: string[] } {
  const parts = text.split(/\s+[>›]\s+/);
  const [first = '', ...rest] = parts;
  const path = first.replace(/^\.\//, '');
  if (rest.length > 0 && (isFile(path) || /^[^\s]*\.\w+$/.test(path))) return { file: path, parts: rest };
  return { file: null, parts };
}

/** Whether a text has places that stand for any value. */
export function hasPlace(text: string): boolean {
  return PLACE.test(text);
}

/** Whether a text is a title with its places filled. Linear in the length of both. */
export function fills(text: string, title: string): boolean {
  const pieces = title.split(new RegExp(PLACE, 'g'));
  const [first = '', ...rest] = pieces;
  const last = rest.pop();
  if (last === undefined) return text === title;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= text.length - last.length;
}
