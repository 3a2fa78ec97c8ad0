import { posix } from 'node:path';
import { lenientJson, objectAt, stringAt } from './lenient-json.ts';
import { matchMost } from './path-pattern.ts';
import { resolveScript } from './relative-script.ts';

interface NodePackage {
  folder: string;
  manifest: Record<string, unknown>;
}

/** Folders that hold what a build writes; the source it comes from is looked for beside them. */
const OUTPUT = /^(dist|lib|build|out|esm|cjs|\.build)\//;

/** The packages of a repository by name, and what their entries mean among its sources. */
export class NodePackages {
  readonly #byName = new Map<string, NodePackage>();
  readonly #byFolder = new Map<string, NodePackage>();
  readonly #files: ReadonlySet<string>;

  constructor(files: ReadonlySet<string>, texts: ReadonlyMap<string, string>) {
    this.#files = files;
    for (const [path, text] of texts) {
      if (posix.basename(path) !== 'package.json') continue;
      const manifest = lenientJson(text);
      if (!manifest) continue;
      const known = { folder: posix.dirname(path), manifest };
      this.#byFolder.set(known.folder, known);
      const name = stringAt(manifest, 'name');
      if (name && !this.#byName.has(name)) this.#byName.set(name, known);
    }
  }

  /** Folder of the package called `name`; null when it is not of this repository. */
  folderOf(name: string): string | null {
    return this.#byName.get(name)?.folder ?? null;
  }

  /** The file behind `name`, `@scope/name/part` or, through the importer's own package, `#part`. */
  resolve(from: string, specifier: string): string | null {
    if (specifier.startsWith('#')) return this.#resolveOwn(from, specifier);
    const [name, rest] = splitSpecifier(specifier);
    const known = this.#byName.get(name);
    if (!known) return null;
    const { folder, manifest } = known;
    const declared = manifest.exports;
    if (declared !== undefined) {
      const entries = subpaths(declared);
      const match = matchMost(entries, rest === '' ? '.' : `./${rest}`);
      for (const target of match ? targetsOf(match.value) : []) {
        const found = this.#source(folder, target.replaceAll('*', match!.star));
        if (found) return found;
      }
    }
    if (rest !== '') return this.#source(folder, rest) ?? this.#source(folder, `src/${rest}`);
    for (const key of ['source', 'types', 'module', 'main']) {
      const target = stringAt(manifest, key);
      const found = target && this.#source(folder, target);
      if (found) return found;
    }
    return this.#source(folder, 'src') ?? this.#source(folder, '.');
  }

  #resolveOwn(from: string, specifier: string): string | null {
    for (let folder = posix.dirname(from); ; folder = posix.dirname(folder)) {
      const own = this.#byFolder.get(folder);
      if (own) {
        const match = matchMost(Object.entries(objectAt(own.manifest, 'imports')), specifier);
        for (const target of match ? targetsOf(match.value) : []) {
          const filled = target.replaceAll('*', match!.star);
          const found = filled.startsWith('.') ? this.#source(folder, filled) : this.resolve(from, filled);
          if (found) return found;
        }
        return null;
      }
      if (folder === '.') return null;
    }
  }

  /** A file of a package, or the source that such a built file comes from. */
  #source(folder: string, target: string): string | null {
    const path = posix.normalize(target);
    const found = resolveScript(posix.join(folder, path.replace(/\.d\.([cm]?)ts$/, '.$1js')), this.#files);
    if (found || !OUTPUT.test(path)) return found;
    const stem = path.replace(OUTPUT, '').replace(/\.d\.([cm]?)ts$/, '.$1js');
    return (
      resolveScript(posix.join(folder, 'src', stem), this.#files) ??
      resolveScript(posix.join(folder, stem), this.#files)
    );
  }
}

function splitSpecifier(specifier: string): [name: string, rest: string] {
  const parts = specifier.split('/');
  const count = specifier.startsWith('@') ? 2 : 1;
  return [parts.slice(0, count).join('/'), parts.slice(count).join('/')];
}

/** `exports` as pairs of subpath and target; without subpaths it is that of `.` alone. */
function subpaths(declared: unknown): [string, unknown][] {
  if (typeof declared === 'object' && declared !== null && !Array.isArray(declared)) {
    const entries = Object.entries(declared);
    if (entries.some(([key]) => key.startsWith('.'))) return entries;
  }
  return [['.', declared]];
}

/** Every path in a target with conditions; which condition holds does not change what depends on what. */
function targetsOf(target: unknown): string[] {
  if (typeof target === 'string') return [target];
  if (typeof target !== 'object' || target === null) return [];
  return Object.values(target).flatMap(targetsOf);
}
