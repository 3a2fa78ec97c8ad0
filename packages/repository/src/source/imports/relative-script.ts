import { posix } from 'node:path';

const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire(?:\.resolve)?\s*\(\s*)(['"])([^'"\n]+)\1/g;
const ENDINGS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.vue', '.svelte'];

/** Specifiers that a script imports, in any of ECMAScript's or CommonJS's ways. */
export function importSpecifiers(text: string): string[] {
  return [...text.matchAll(IMPORT)].map((match) => match[2]!);
}

/** The repository path that a relative specifier means, as bundlers resolve it; null when there is none. */
export function resolveImport(from: string, specifier: string, files: ReadonlySet<string>): string | null {
  if (!specifier.startsWith('.')) return null;
  return resolveScript(posix.join(posix.dirname(from), specifier), files);
}

/** The file that a path without its ending, with that of its output, or of a folder means. */
export function resolveScript(path: string, files: ReadonlySet<string>): string | null {
  const plain = posix.normalize(path).replace(/\/$/, '').replace(/\?.*$/, '');
  if (files.has(plain)) return plain;
  const stem = plain.replace(/\.[cm]?jsx?$/, '');
  for (const end of ENDINGS) {
    for (const candidate of [stem + end, plain + end]) if (files.has(candidate)) return candidate;
  }
  for (const end of ENDINGS) {
    const candidate = plain === '.' ? `index${end}` : `${plain}/index${end}`;
    if (files.has(candidate)) return candidate;
  }
  return null;
}
