import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { glob } from 'tinyglobby';
import { Git } from '../git.ts';
import { Manifest } from './manifest.ts';

/** Bytes of a manifest that are looked at; lockfiles are longer, and their head says what they are. */
const MOST = 512 * 1024;

/** Folders whose manifests describe no unit of the repository. */
export const ASIDE =
  /(^|\/)(node_modules|vendors?|vendor-bin|third_party|fixtures?|__fixtures__|testdata|test-data|_?examples?|samples?|demos?|templates?|playgrounds?|\.[^/]+)(\/|$)/;

/** The files of a repository by path and by folder; texts are read once. */
export class StackFiles {
  readonly root: string;
  readonly paths: readonly string[];
  readonly #known: ReadonlySet<string>;
  readonly #folders = new Map<string, string[]>();
  readonly #matches = new Map<RegExp, string[]>();
  readonly #texts = new Map<string, Promise<Manifest | null>>();

  constructor(root: string, paths: readonly string[]) {
    this.root = root;
    this.paths = paths;
    this.#known = new Set(paths);
    for (const path of paths) {
      const folder = posix.dirname(path);
      const names = this.#folders.get(folder);
      if (names) names.push(posix.basename(path));
      else this.#folders.set(folder, [posix.basename(path)]);
    }
  }

  /** Files that git tracks or would, or in a folder without git all of them. */
  static async of(root: string): Promise<StackFiles> {
    const result = await new Git(root).run(['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
    const listed = result.code === 0 ? result.stdout.toString('utf8').split('\0').filter(Boolean) : null;
    const paths =
      listed ??
      (await glob(['**/*'], { cwd: root, dot: true, ignore: ['**/node_modules/**', '**/.git/**'] }));
    return new StackFiles(root, [...new Set(paths)]);
  }

  /** Paths that a pattern matches, looked for once. */
  matching(pattern: RegExp): readonly string[] {
    const known = this.#matches.get(pattern) ?? this.paths.filter((path) => pattern.test(path));
    this.#matches.set(pattern, known);
    return known;
  }

  has(path: string): boolean {
    return this.#known.has(path);
  }

  /** Names of the files that lie in a folder itself. */
  namesIn(folder: string): readonly string[] {
    return this.#folders.get(folder) ?? [];
  }

  /** The text of a file; null when there is none. */
  read(path: string): Promise<Manifest | null> {
    if (!this.#known.has(path)) return Promise.resolve(null);
    const known = this.#texts.get(path) ?? this.#load(path);
    this.#texts.set(path, known);
    return known;
  }

  async #load(path: string): Promise<Manifest | null> {
    try {
      const text = await readFile(join(this.root, path), 'utf8');
      return new Manifest(path, text.slice(0, MOST).replaceAll('\r\n', '\n'));
    } catch {
      return null; // a submodule, or a link that leads nowhere
    }
  }

  /** The files of `names` that lie in `folder`, read. */
  async readIn(folder: string, names: readonly (string | RegExp)[]): Promise<Manifest[]> {
    const wanted = this.namesIn(folder).filter((name) =>
      names.some((one) => (typeof one === 'string' ? one === name : one.test(name))),
    );
    const read = await Promise.all(wanted.map((name) => this.read(within(folder, name))));
    return read.filter((manifest) => manifest !== null);
  }

  /** The nearest file of that name in `folder` or above it. */
  nearest(folder: string, names: readonly string[]): string | null {
    for (let at = folder; ; at = posix.dirname(at)) {
      const found = names.map((name) => within(at, name)).find((path) => this.#known.has(path));
      if (found) return found;
      if (at === '.') return null;
    }
  }
}

/** Path of a file in a folder of the repository, whose root is `.`. */
export function within(folder: string, name: string): string {
  return folder === '.' ? name : `${folder}/${name}`;
}

/** Whether a folder lies below another. */
export function isWithin(folder: string, outer: string): boolean {
  return outer === '.' || folder.startsWith(`${outer}/`);
}
