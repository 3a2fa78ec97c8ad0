import { posix } from 'node:path';
import type { Checkout } from '../../checkout.ts';
import { readMany } from '../read-many.ts';
import { NodePackages } from './node-packages.ts';
import { resolveImport, resolveScript } from './relative-script.ts';
import { isTsconfig, TsconfigPaths } from './tsconfig-paths.ts';

/** Whether the text of a path says how imports are found. */
export function configuresImports(path: string): boolean {
  return posix.basename(path) === 'package.json' || isTsconfig(path);
}

/** Finds what scripts import: relative paths, `paths` of tsconfig files, workspace packages, `imports` of a package. */
export class ScriptResolver {
  readonly #files: ReadonlySet<string>;
  readonly #packages: NodePackages;
  readonly #paths: TsconfigPaths;

  /** `texts` has those of all that configures imports. */
  constructor(files: ReadonlySet<string>, texts: ReadonlyMap<string, string>) {
    this.#files = files;
    this.#packages = new NodePackages(files, texts);
    this.#paths = new TsconfigPaths(files, texts, this.#packages);
  }

  static async at(checkout: Checkout, revision: string): Promise<ScriptResolver> {
    const files = await checkout.files(revision);
    const wanted = files.filter((path) => configuresImports(path) && !/(^|\/)node_modules\//.test(path));
    return new ScriptResolver(new Set(files), await readMany(checkout, revision, wanted));
  }

  /** The repository path that a specifier means in a file; null = it is none of the repository's. */
  resolve(from: string, specifier: string): string | null {
    if (specifier.startsWith('.')) return resolveImport(from, specifier, this.#files);
    return (
      this.#paths.resolve(from, specifier) ??
      this.#packages.resolve(from, specifier) ??
      customary(from, specifier, this.#files)
    );
  }
}

/** `@/x` and `~/x` mean the nearest `src` by custom, when only a bundler's configuration says so. */
function customary(from: string, specifier: string, files: ReadonlySet<string>): string | null {
  if (!/^[@~]\//.test(specifier)) return null;
  for (let folder = posix.dirname(from); ; folder = posix.dirname(folder)) {
    for (const root of [posix.join(folder, 'src'), folder]) {
      const found = resolveScript(posix.join(root, specifier.slice(2)), files);
      if (found) return found;
    }
    if (folder === '.') return null;
  }
}
