import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type FoundTest, messageOf } from '@qitops/model';
import { canFindTests, findTests, LARGEST_TEST_FILE } from '@qitops/repository';
import { fills, flatName } from './test-names.ts';

/** Tests as they are written in the work tree, each file read once. */
export class SourceTests {
  readonly #root: string;
  readonly #files = new Map<string, Promise<FoundTest[] | null>>();
  /** Files that could not be read, with the reason. */
  readonly unreadable: { path: string; reason: string }[] = [];

  constructor(root: string) {
    this.#root = root;
  }

  /** The tests of a file; null when there is no such file, or none that can be read. */
  of(path: string): Promise<FoundTest[] | null> {
    const known = this.#files.get(path) ?? this.#read(path);
    this.#files.set(path, known);
    return known;
  }

  /** Whether a file has a test of that name, filled or as it is written; null = that cannot be known. */
  async has(path: string, parts: readonly string[]): Promise<boolean | null> {
    const tests = await this.of(path);
    if (tests === null) return canFindTests(path) && !(await isFile(this.#root, path)) ? false : null;
    const wanted = flatName(parts);
    return tests.some((test) => {
      const names = [test.name, ...test.alsoCalled].map((name) => flatName([...test.suite, name]));
      return names.some(
        (name) => name === wanted || (test.many && (fills(wanted, name) || isCase(wanted, name))),
      );
    });
  }

  async #read(path: string): Promise<FoundTest[] | null> {
    if (!canFindTests(path) || !(await isFile(this.#root, path))) return null;
    try {
      return await findTests(path, await readFile(join(this.#root, path), 'utf8'));
    } catch (error) {
      this.unreadable.push({ path, reason: messageOf(error) });
      return null;
    }
  }
}

/** `test_x[1-a]` and `TestX/name` of `test_x` and `TestX`. */
function isCase(full: string, name: string): boolean {
  return full.startsWith(name) && /^\s?[[(/]/.test(full.slice(name.length));
}

async function isFile(root: string, path: string): Promise<boolean> {
  if (path.startsWith('/') || path.split('/').includes('..')) return false;
  try {
    const found = await stat(join(root, path));
    return found.isFile() && found.size <= LARGEST_TEST_FILE;
  } catch {
    return false; // it is not there
  }
}
