import { messageOf, type TestKey, type TestRef, testId } from '@qitops/model';
import { type Aliases, noAliases } from './aliases.ts';
import { type ChunkFile, type ChunkTest, catalogueKey, readChunk } from './catalogue.ts';

/** Gives every test of the catalogues one index over all runs, reading each chunk once. */
export class Places {
  readonly tests: TestRef[] = [];
  /** What each test's id is made of. */
  readonly keys: TestKey[] = [];
  /** Chunks that cannot be read, each with why and how many runs miss it. */
  readonly lost = new Map<string, { reason: string; runs: number }>();
  readonly #objects: ReadonlyMap<string, Uint8Array>;
  readonly #aliases: Aliases;
  readonly #byKey = new Map<string, number>();
  readonly #byId = new Map<string, number>();
  readonly #chunks = new Map<string, Int32Array | null>();
  /** The tests of each file as they were last read. */
  readonly #files = new Map<string, { tests: readonly ChunkTest[]; positions: Int32Array }>();
  /** Positions of whole catalogues: most runs have that of the run before. */
  readonly #whole = new Map<string, Int32Array>();

  /** Whether an alias has given a test the id of another one. */
  renames = false;

  constructor(objects: ReadonlyMap<string, Uint8Array>, aliases: Aliases = noAliases()) {
    this.#objects = objects;
    this.#aliases = aliases;
  }

  /**
   * Index by position in the concatenation of chunks; −1 for the tests of a chunk that is lost.
   * Runs of one catalogue share it.
   * @param total positions that there are. @param runs runs that share them.
   * @throws when it cannot be told which tests the positions mean.
   */
  of(
    { cat: hashes, n: sizes }: { cat: readonly string[]; n?: readonly number[] },
    total: number,
    runs: number,
  ): Int32Array {
    const catalogue = JSON.stringify(hashes);
    const known = this.#whole.get(catalogue);
    if (known?.length === total) return known;
    const chunks = hashes.map((hash) => this.#chunk(hash));
    const missing = chunks.filter((chunk) => chunk === null).length;
    let there = 0;
    for (const chunk of chunks) there += chunk?.length ?? 0;
    const positions = new Int32Array(total).fill(-1);
    let at = 0;
    chunks.forEach((chunk, i) => {
      const size = chunk?.length ?? sizes?.[i] ?? (missing === 1 ? total - there : -1);
      if (size < 0) throw new Error(`its catalogue is lost (${this.#named(hashes[i]!)})`);
      if (at + size > total) throw new Error('it is damaged: it has fewer statuses than tests');
      if (chunk) positions.set(chunk, at);
      else this.lost.get(hashes[i]!)!.runs += runs;
      at += size;
    });
    if (at !== total) throw new Error('it is damaged: it has more statuses than tests');
    if (missing === 0) this.#whole.set(catalogue, positions);
    return positions;
  }

  /** The lost chunks as entries of a view's `skipped`. */
  skipped(): { key: string; reason: string }[] {
    return [...this.lost].map(([hash, { reason, runs }]) => ({
      key: catalogueKey(hash),
      reason: `${reason}; ${runs} run${runs === 1 ? '' : 's'} lack its tests`,
    }));
  }

  #named(hash: string): string {
    return `${hash.slice(0, 12)}: ${this.lost.get(hash)?.reason}`;
  }

  #chunk(hash: string): Int32Array | null {
    let chunk = this.#chunks.get(hash);
    if (chunk === undefined) {
      chunk = this.#read(hash);
      this.#chunks.set(hash, chunk);
    }
    return chunk;
  }

  #read(hash: string): Int32Array | null {
    const bytes = this.#objects.get(catalogueKey(hash));
    try {
      if (!bytes) throw new Error('it is missing');
      const parts = readChunk(bytes, hash).map((file) => this.#file(file));
      const positions = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0));
      let at = 0;
      for (const part of parts) {
        positions.set(part, at);
        at += part.length;
      }
      return positions;
    } catch (error) {
      this.lost.set(hash, { reason: messageOf(error), runs: 0 });
      return null;
    }
  }

  /** Most chunks differ from one before in a test: what is the same as in that one is not looked up again. */
  #file([project, framework, file, tests]: ChunkFile): Int32Array {
    const key = JSON.stringify([project, framework, file]);
    const before = this.#files.get(key);
    const positions = new Int32Array(tests.length);
    tests.forEach((test, i) => {
      const same = before && i < before.tests.length && isSame(before.tests[i]!, test);
      const [suite, name, ordinal] = test;
      positions[i] = same
        ? before.positions[i]!
        : this.#index({ project, framework, file, suite, name, ordinal });
    });
    this.#files.set(key, { tests, positions });
    return positions;
  }

  #index(key: TestKey): number {
    const text = `${key.project}\0${key.framework}\0${key.file}\0${key.suite.join('\u0001')}\0${key.name}\0${key.ordinal}`;
    let index = this.#byKey.get(text);
    if (index !== undefined) return index;
    const own = testId(key);
    const id = this.#aliases.of(own, key);
    if (id !== own) this.renames = true;
    index = this.#byId.get(id);
    if (index === undefined) {
      index = this.tests.push({ id, suite: [...key.suite], name: key.name, file: key.file }) - 1;
      this.keys.push(key);
      this.#byId.set(id, index);
    } else if (id === own) {
      // the test under its own name says what it is called, whatever old name was met first
      this.tests[index] = { id, suite: [...key.suite], name: key.name, file: key.file };
      this.keys[index] = key;
    }
    this.#byKey.set(text, index);
    return index;
  }
}

function isSame([suiteA, nameA, ordinalA]: ChunkTest, [suiteB, nameB, ordinalB]: ChunkTest): boolean {
  return (
    nameA === nameB &&
    ordinalA === ordinalB &&
    suiteA.length === suiteB.length &&
    suiteA.every((part, i) => part === suiteB[i])
  );
}
