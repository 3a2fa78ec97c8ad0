import type { Language } from './language.ts';
import { csharp } from './languages/csharp.ts';
import { javascript, tsx, typescript } from './languages/ecmascript.ts';
import { go } from './languages/go.ts';
import { java } from './languages/java.ts';
import { php } from './languages/php.ts';
import { python } from './languages/python.ts';
import { ruby } from './languages/ruby.ts';
import { rust } from './languages/rust.ts';

/** The languages whose functions are read. A new one is a file in `languages/` and its name here. */
export const LANGUAGES: readonly Language[] = [
  typescript,
  tsx,
  javascript,
  python,
  go,
  java,
  rust,
  csharp,
  ruby,
  php,
];

/** Endings of languages that are source code, though their functions are not read yet. */
const OTHER_SOURCE = /\.(kt|kts|swift|scala|c|cc|cpp|cxx|h|hpp|m|mm|dart|ex|exs|lua|vue|svelte|astro)$/;

/** The language of a path by its ending, or null. Declaration files have no code. */
export function languageOf(path: string): Language | null {
  if (/\.d\.[cm]?ts$/.test(path)) return null;
  return LANGUAGES.find((language) => language.extensions.some((end) => path.endsWith(end))) ?? null;
}

/** Whether a path holds source code that tests could cover: no tests, no configuration, no declarations. */
export function isCoverableSource(path: string): boolean {
  const language = languageOf(path);
  if (language) return !language.isTest(path) && !/(^|\/)[^/]*\.config\.[cm]?[jt]s$/.test(path);
  return OTHER_SOURCE.test(path);
}

/** Whether a path is a test by the customs of its language. */
export function isTestPath(path: string): boolean {
  return languageOf(path)?.isTest(path) ?? false;
}
