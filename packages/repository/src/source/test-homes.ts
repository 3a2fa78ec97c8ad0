import { posix } from 'node:path';

/** What a report says of where a test stands. */
export interface PlacedTest {
  file: string | null;
  suite: readonly string[];
}

/**
 * Finds the files that a test may stand in when its report names a class (`shop.CartTest`, `tests.test_cart.TestCart`)
 * or a Go package (`example.com/shop/cart`) and no file.
 */
export class TestHomes {
  readonly #files: ReadonlySet<string>;
  readonly #byEnd = new Map<string, string[]>();

  constructor(files: ReadonlySet<string>) {
    this.#files = files;
    for (const path of files) {
      if (/\.(java|kt|py)$/.test(path)) this.#add(posix.basename(path).replace(/\.\w+$/, ''), path);
      else if (path.endsWith('_test.go')) this.#add(posix.basename(posix.dirname(path)), path);
    }
  }

  /** Paths in the tree, empty when nothing fits. */
  of({ file, suite }: PlacedTest): readonly string[] {
    if (file !== null) return this.#files.has(file) ? [file] : [];
    for (const part of suite.toReversed()) {
      const found = part.includes('/') ? this.#package(part) : this.#type(part);
      if (found.length > 0) return found;
    }
    return [];
  }

  /** Files of a type by its full name; for Python those of the module before it. */
  #type(name: string): string[] {
    const module = name.split(/\.(?=[A-Z])/, 1)[0]!.replaceAll('.', '/');
    const modules = this.#byEnd.get(posix.basename(module)) ?? [];
    const scripts = modules.filter((path) => `/${path}`.endsWith(`/${module}.py`));
    if (scripts.length > 0) return scripts;
    const plain = name.replace(/\$.*$/, '');
    const known = this.#byEnd.get(plain.slice(plain.lastIndexOf('.') + 1)) ?? [];
    const end = `/${plain.replaceAll('.', '/')}.`;
    return known.filter((path) => /\.(java|kt)$/.test(path) && `/${path}`.includes(end));
  }

  /** Test files of the folder that fits most of a package's path. */
  #package(path: string): string[] {
    const known = (this.#byEnd.get(posix.basename(path)) ?? []).filter((file) => file.endsWith('.go'));
    const fitting = known.filter((file) => `/${path}`.endsWith(`/${posix.dirname(file)}`));
    const longest = Math.max(...fitting.map((file) => file.length - posix.basename(file).length));
    return fitting.filter((file) => file.length - posix.basename(file).length === longest);
  }

  #add(key: string, path: string): void {
    const known = this.#byEnd.get(key);
    if (known) known.push(path);
    else this.#byEnd.set(key, [path]);
  }
}
