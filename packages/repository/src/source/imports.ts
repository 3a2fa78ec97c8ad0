import { posix } from 'node:path';
import type { Checkout } from '../checkout.ts';
import { isTestPath } from './languages.ts';

const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"])([^'"\n]+)\1/g;
const SCRIPT = /\.[cm]?[jt]sx?$/;

/** Specifiers that a script imports, in any of ECMAScript's or CommonJS's ways. */
export function importSpecifiers(text: string): string[] {
  return [...text.matchAll(IMPORT)].map((match) => match[2]!);
}

/** The repository path that a relative specifier means, as bundlers resolve it; null when there is none. */
export function resolveImport(from: string, specifier: string, files: ReadonlySet<string>): string | null {
  if (!specifier.startsWith('.')) return null;
  const path = posix.normalize(posix.join(posix.dirname(from), specifier));
  const stem = path.replace(/\.[cm]?jsx?$/, '');
  const candidates = [path];
  for (const end of ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs']) {
    candidates.push(stem + end, path + end, `${path}/index${end}`);
  }
  return candidates.find((candidate) => files.has(candidate)) ?? null;
}

/** Most scripts that are read for the import graph. */
const MAX_SCRIPTS = 20_000;

/** Who imports whom among the scripts of one revision, through relative imports. */
export class ImportGraph {
  readonly #importers: ReadonlyMap<string, readonly string[]>;

  private constructor(importers: ReadonlyMap<string, readonly string[]>) {
    this.#importers = importers;
  }

  /** Reads the graph at `revision`. Aliases and workspace packages are not followed. */
  static async at(checkout: Checkout, revision: string): Promise<ImportGraph> {
    const all = await checkout.files(revision);
    const files = new Set(all);
    const scripts = all.filter((path) => SCRIPT.test(path)).slice(0, MAX_SCRIPTS);
    const importers = new Map<string, string[]>();
    for (const [path, text] of await readMany(checkout, revision, scripts)) {
      for (const specifier of importSpecifiers(text)) {
        const target = resolveImport(path, specifier, files);
        if (!target) continue;
        const known = importers.get(target);
        if (known) known.push(path);
        else importers.set(target, [path]);
      }
    }
    return new ImportGraph(importers);
  }

  /** Test files that reach `changed` through any number of imports; `changed` itself if it is a test. */
  testsReaching(changed: string): Set<string> {
    const reached = new Set([changed]);
    for (const path of reached) {
      for (const importer of this.#importers.get(path) ?? []) reached.add(importer);
    }
    return new Set([...reached].filter(isTestPath));
  }
}

/** Texts of many files of one revision in one git process. */
async function readMany(
  checkout: Checkout,
  revision: string,
  paths: readonly string[],
): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  if (paths.length === 0) return texts;
  const input = paths.map((path) => `${revision}:${path}\n`).join('');
  const bytes = await checkout.git.bytes(['cat-file', '--batch'], { input });
  let at = 0;
  for (const path of paths) {
    const end = bytes.indexOf(10, at);
    if (end < 0) break;
    const header = bytes.toString('utf8', at, end);
    at = end + 1;
    const size = / blob (\d+)$/.exec(header)?.[1];
    if (size === undefined) continue;
    texts.set(path, bytes.toString('utf8', at, at + Number(size)));
    at += Number(size) + 1;
  }
  return texts;
}
