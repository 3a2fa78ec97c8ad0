import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { types } from 'node:util';
import type { Namespace } from './job.ts';

/** Node's own, before the world outside is closed. */
const exists = existsSync;

/** What imports of the project's modules mean that Node would not find, by importing file and specifier. */
const aliases = new Map<string, string>();

/** Keeps what a job says of imports for this one and all after it. */
export function learnAliases(known: readonly [from: string, specifier: string, to: string][]): void {
  for (const [from, specifier, to] of known) aliases.set(`${from} ${specifier}`, pathToFileURL(to).href);
}

/** The module that an alias of the project means; null = it is none. */
export function aliased(parent: string, specifier: string): string | null {
  // by its path, for `[id]` is written in more than one way in addresses
  return parent.startsWith('file:') ? (aliases.get(`${fileURLToPath(parent)} ${specifier}`) ?? null) : null;
}

/** Where a bundler finds what Node does not: endings left out, folders, files of packages; null = nowhere either. */
export function asBundlersFind(specifier: string, parent: string): string | null {
  if (specifier.startsWith('.')) return withExtension(specifier, parent);
  if (/^[a-z]+:|^\//.test(specifier) || !parent.startsWith('file:')) return null;
  try {
    return pathToFileURL(createRequire(parent).resolve(specifier)).href;
  } catch {
    return null;
  }
}

function withExtension(specifier: string, parent: string): string | null {
  const base = new URL(specifier, parent).href.replace(/\?.*$/, '');
  const stem = base.replace(/\.[cm]?jsx?$/, '');
  const ends = ['.ts', '.tsx', '.mts', '.js', '.jsx', '.mjs', '.json'];
  const path = [...ends, ...ends.map((end) => `/index${end}`)]
    .map((end) => fileURLToPath(stem + end))
    .find((each) => exists(each));
  return path === undefined ? null : pathToFileURL(path).href;
}

const SCHEME = 'qitops-commonjs:';
const loaded = new Map<string, Namespace>();

/**
 * The address of a module that gives a CommonJS package away as bundlers and test runners do: all of its properties by
 * name, and what it calls its default as the default. Null = it cannot be loaded.
 */
export function asRunnersImport(url: string): string | null {
  try {
    const whole = createRequire(url)(fileURLToPath(url)) as Namespace | null;
    const isObject = (typeof whole === 'object' && whole !== null) || typeof whole === 'function';
    if (!isObject || types.isModuleNamespaceObject(whole)) return null;
    loaded.set(url, whole);
    return SCHEME + url;
  } catch {
    return null;
  }
}

/** The text of such a module; null = the address is of another kind. */
export function runnersImport(url: string): string | null {
  if (!url.startsWith(SCHEME)) return null;
  const plain = url.slice(SCHEME.length);
  const names = Object.keys(loaded.get(plain)!).filter((name) => name !== 'default');
  return [
    `const whole = globalThis.__qitopsCommonJs(${JSON.stringify(plain)});`,
    'const of = (name) => { try { return whole[name]; } catch { return undefined; } };',
    ...names.map(
      (name, n) => `const _${n} = of(${JSON.stringify(name)}); export { _${n} as ${JSON.stringify(name)} };`,
    ),
    "export default whole.__esModule && 'default' in whole ? whole.default : whole;",
  ].join('\n');
}

Reflect.set(globalThis, '__qitopsCommonJs', (url: string) => loaded.get(url));
