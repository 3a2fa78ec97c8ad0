import { createHash } from 'node:crypto';
import type { TestKey } from '@qitops/model';
import { isList } from './shapes.ts';

/** Tests by file, as a catalogue chunk stores them: [project, framework, file, [[suite, name, ordinal]…]]. */
export type ChunkFile = [string, string, string | null, ChunkTest[]];
export type ChunkTest = [suite: readonly string[], name: string, ordinal: number];

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

/** A file's tests as a chunk stores them, remembered from one run to the next. */
interface FileText {
  key: string;
  tests: readonly NamedTest[];
  text: string;
  /** Indices into `tests` in the order in which they are stored. */
  order: readonly number[];
}

/** A chunk of the files that were given, remembered from one run to the next. */
interface ChunkText {
  files: readonly FileText[];
  /** Indices into `files` in the order in which they are stored. */
  order: readonly number[];
  hash: string;
  bytes: Uint8Array;
}

/** A file of a run: its tests, and their indices in the run. */
interface Group {
  place: Place;
  tests: NamedTest[];
  members: number[];
}

/** Where the tests of a file are kept. */
interface Place {
  key: string;
  chunk: number;
  last: FileText | null;
}

/**
 * Groups tests by file into chunks that do not change while their files' tests do not. One builder for many runs: what
 * is as in the run before is neither written nor hashed again.
 */
export class CatalogueBuilder {
  /** By project and framework, then by file. */
  readonly #places = new Map<string, Map<string | null, Place>>();
  readonly #chunks = new Array<ChunkText | null>(CHUNKS).fill(null);
  #root = '';

  /**
   * @param project that of the tests that do not say theirs.
   * @param root the checkout, which is taken out of names.
   */
  build(tests: readonly NamedTest[], project: string, root = ''): Catalogue {
    if (root !== this.#root) this.#places.clear();
    this.#root = root;
    const groups = new Map<Place, Group>();
    tests.forEach((test, index) => {
      const place = this.#place(test.project ?? project, test.framework, test.file);
      let group = groups.get(place);
      if (!group) {
        group = { place, tests: [], members: [] };
        groups.set(place, group);
      }
      group.tests.push(test);
      group.members.push(index);
    });
    const byChunk = Array.from({ length: CHUNKS }, () => [] as Group[]);
    for (const group of groups.values()) byChunk[group.place.chunk]!.push(group);
    const positions = new Int32Array(tests.length);
    const catalogue: Catalogue = { objects: new Map(), hashes: [], sizes: [], positions };
    let position = 0;
    byChunk.forEach((chunk, number) => {
      if (chunk.length === 0) return;
      const { order, files, hash, bytes } = this.#chunk(number, chunk);
      const start = position;
      for (const i of order) {
        const { members } = chunk[i]!;
        for (const member of files[i]!.order) positions[members[member]!] = position++;
      }
      catalogue.objects.set(catalogueKey(hash), bytes);
      catalogue.hashes.push(hash);
      catalogue.sizes.push(position - start);
    });
    return catalogue;
  }

  #place(project: string, framework: string, file: string | null): Place {
    const kind = `${project}\0${framework}`;
    let places = this.#places.get(kind);
    if (!places) {
      places = new Map();
      this.#places.set(kind, places);
    }
    let place = places.get(file);
    if (!place) {
      const key = JSON.stringify([project, framework, file]);
      place = { key, chunk: createHash('sha256').update(key).digest()[0]! % CHUNKS, last: null };
      places.set(file, place);
    }
    return place;
  }

  #chunk(number: number, groups: readonly Group[]): ChunkText {
    const files = groups.map((group) => this.#file(group));
    const last = this.#chunks[number];
    if (last && last.files.length === files.length && files.every((file, i) => file === last.files[i])) {
      return last;
    }
    const order = files.map((_, i) => i).sort((a, b) => (files[a]!.key < files[b]!.key ? -1 : 1));
    const bytes = Buffer.from(`[${order.map((i) => files[i]!.text).join(',')}]`);
    const chunk = { files, order, hash: hashOf(bytes), bytes };
    this.#chunks[number] = chunk;
    return chunk;
  }

  #file({ place, tests }: Group): FileText {
    const { last, key } = place;
    if (
      last &&
      last.tests.length === tests.length &&
      tests.every((test, i) => isSame(test, last.tests[i]!))
    ) {
      return last;
    }
    const names = tests.map((test) =>
      JSON.stringify([test.suite.map(this.#named), this.#named(test.name), test.ordinal]),
    );
    const order = inOrder(names);
    const text = `${key.slice(0, -1)},[${order.map((i) => names[i]!).join(',')}]]`;
    place.last = { key, tests, text, order };
    return place.last;
  }

  /** A name without the checkout's folder. */
  readonly #named = (text: string): string =>
    this.#root.length > 1 ? text.replaceAll(this.#root, '<root>') : text;
}

function isSame(a: NamedTest, b: NamedTest): boolean {
  return (
    a.name === b.name &&
    a.ordinal === b.ordinal &&
    a.suite.length === b.suite.length &&
    a.suite.every((part, i) => part === b.suite[i])
  );
}

export function catalogueKey(hash: string): string {
  return `cat/${hash}.json`;
}

/** The files of a chunk in order, each with its tests. Throws with a reason when it is damaged. */
export function readChunk(bytes: Uint8Array, hash: string): ChunkFile[] {
  if (hashOf(bytes) !== hash)
    throw new Error('it is damaged: its content does not have the hash in its name');
  const files = JSON.parse(Buffer.from(bytes).toString('utf8')) as ChunkFile[];
  if (!isList(files) || !files.every((file) => isList(file) && isList(file[3])))
    throw new Error('it is damaged: it has not the shape of a catalogue');
  return files;
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Indices of names in their order; equal ones stay as they came. */
function inOrder(names: readonly string[]): number[] {
  const order = names.map((_, i) => i);
  return order.sort((a, b) => (names[a]! < names[b]! ? -1 : names[a]! > names[b]! ? 1 : a - b));
}
