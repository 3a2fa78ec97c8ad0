import { createHash } from 'node:crypto';
import type { TestKey } from '@qitops/model';

/** Tests by file, as a catalogue chunk stores them: [project, framework, file, [[suite, name, ordinal]…]]. */
type ChunkFile = [string, string, string | null, [readonly string[], string, number][]];

/** Catalogue chunks a run: a renamed test rewrites one sixteenth of the names. */
const CHUNKS = 16;

export interface Catalogue {
  /** Objects by key: `cat/<sha256>.json`. */
  objects: Map<string, Uint8Array>;
  /** Hashes in order; a run refers to its tests by position in their concatenation. */
  hashes: string[];
  /** Tests in each chunk. */
  sizes: number[];
  /** Position of each of the given tests. */
  positions: Int32Array;
}

type NamedTest = Omit<TestKey, 'project'> & Partial<Pick<TestKey, 'project'>>;

/** A file's tests in a chunk: their names as JSON in order, and where each of the given ones stands. */
interface Group {
  key: string;
  head: string;
  chunk: number;
  names: string[];
  members: number[];
}

/**
 * Groups tests by file into chunks that do not change while their files' tests do not. One builder for many runs: names
 * are written and hashed once.
 */
export class CatalogueBuilder {
  readonly #chunks = new Map<string, { hash: string; bytes: Uint8Array }>();
  readonly #groups = new Map<string, Omit<Group, 'names' | 'members'>>();

  /**
   * @param project that of the tests that do not say theirs.
   * @param root the checkout, which is taken out of names.
   */
  build(tests: readonly NamedTest[], project: string, root?: string): Catalogue {
    const rootless = (text: string): string =>
      root && root.length > 1 ? text.replaceAll(root, '<root>') : text;
    const groups = new Map<string, Group>();
    tests.forEach((test, index) => {
      const own = test.project ?? project;
      const key = `${own}\0${test.framework}\0${test.file ?? '\0'}`;
      let group = groups.get(key);
      if (!group) {
        group = { ...this.#group(own, test.framework, test.file), names: [], members: [] };
        groups.set(key, group);
      }
      group.names.push(JSON.stringify([test.suite.map(rootless), rootless(test.name), test.ordinal]));
      group.members.push(index);
    });
    return this.#catalogue([...groups.values()], tests.length);
  }

  #catalogue(groups: Group[], count: number): Catalogue {
    const catalogue: Catalogue = {
      objects: new Map(),
      hashes: [],
      sizes: [],
      positions: new Int32Array(count),
    };
    const chunks = Array.from({ length: CHUNKS }, () => [] as Group[]);
    for (const group of groups) chunks[group.chunk]!.push(group);
    let position = 0;
    for (const chunk of chunks) {
      if (chunk.length === 0) continue;
      const start = position;
      const files = chunk.sort(byKey).map(({ head, names, members }) => {
        const order = inOrder(names);
        for (const i of order) catalogue.positions[members[i]!] = position++;
        return `${head}[${order.map((i) => names[i]!).join(',')}]]`;
      });
      const { hash, bytes } = this.#chunk(`[${files.join(',')}]`);
      catalogue.objects.set(catalogueKey(hash), bytes);
      catalogue.hashes.push(hash);
      catalogue.sizes.push(position - start);
    }
    return catalogue;
  }

  #group(project: string, framework: string, file: string | null): Omit<Group, 'names' | 'members'> {
    const key = JSON.stringify([project, framework, file]);
    let group = this.#groups.get(key);
    if (!group) {
      const chunk = createHash('sha256').update(key).digest()[0]! % CHUNKS;
      group = { key, head: `${key.slice(0, -1)},`, chunk };
      this.#groups.set(key, group);
    }
    return group;
  }

  #chunk(text: string): { hash: string; bytes: Uint8Array } {
    let chunk = this.#chunks.get(text);
    if (!chunk) {
      const bytes = Buffer.from(text);
      chunk = { hash: hashOf(bytes), bytes };
      if (this.#chunks.size >= REMEMBERED) this.#chunks.clear();
      this.#chunks.set(text, chunk);
    }
    return chunk;
  }
}

/** Chunks a builder remembers. */
const REMEMBERED = 256;

export function catalogueKey(hash: string): string {
  return `cat/${hash}.json`;
}

/** The tests of a chunk in order. Throws with a reason when it is damaged. */
export function readChunk(bytes: Uint8Array, hash: string): TestKey[] {
  if (hashOf(bytes) !== hash)
    throw new Error('it is damaged: its content does not have the hash in its name');
  const chunk = JSON.parse(Buffer.from(bytes).toString('utf8')) as ChunkFile[];
  return chunk.flatMap(([project, framework, file, names]) =>
    names.map(([suite, name, ordinal]) => ({ project, framework, file, suite, name, ordinal })),
  );
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function byKey(a: Group, b: Group): number {
  return a.key < b.key ? -1 : 1;
}

/** Indices of names in their order; equal ones stay as they came. */
function inOrder(names: readonly string[]): number[] {
  const order = names.map((_, i) => i);
  return order.sort((a, b) => (names[a]! < names[b]! ? -1 : names[a]! > names[b]! ? 1 : a - b));
}
