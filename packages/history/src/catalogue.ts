import { createHash } from 'node:crypto';
import { type TestRef, type TestResult, testId } from '@qitops/model';

/** Tests by file, as a catalogue chunk stores them: [project, framework, file, [[suite, name, ordinal]…]]. */
export type ChunkFile = [string, string, string | null, [string[], string, number][]];
export type Chunk = ChunkFile[];

/** Catalogue chunks a run: a renamed test rewrites one sixteenth of the names. */
const CHUNKS = 16;

export interface Catalogue {
  /** Objects by key: `cat/<sha256>.json`. */
  objects: Map<string, Uint8Array>;
  /** Hashes in order; a run refers to its tests by position in their concatenation. */
  hashes: string[];
  /** Position of each of the given tests. */
  positions: number[];
}

/** Groups tests by file into chunks that do not change while their files' tests do not. */
export function buildCatalogue(tests: readonly TestResult[], project: string, root?: string): Catalogue {
  const chunks = Array.from(
    { length: CHUNKS },
    () => new Map<string, { file: ChunkFile; members: number[] }>(),
  );
  tests.forEach((test, index) => {
    const key = JSON.stringify([project, test.framework, test.file]);
    const chunk = chunks[createHash('sha256').update(key).digest()[0]! % CHUNKS]!;
    let group = chunk.get(key);
    if (!group) {
      group = { file: [project, test.framework, test.file, []], members: [] };
      chunk.set(key, group);
    }
    group.file[3].push([test.suite.map(rootless), rootless(test.name), test.ordinal]);
    group.members.push(index);
  });
  const catalogue: Catalogue = { objects: new Map(), hashes: [], positions: new Array(tests.length) };
  let position = 0;
  for (const chunk of chunks) {
    if (chunk.size === 0) continue;
    const groups = [...chunk].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
    const files = groups.map(({ file, members }) => {
      const keys = file[3].map((name) => JSON.stringify(name));
      const order = keys
        .map((_, i) => i)
        .sort((a, b) => (keys[a]! < keys[b]! ? -1 : keys[a]! > keys[b]! ? 1 : a - b));
      for (const i of order) catalogue.positions[members[i]!] = position++;
      return [file[0], file[1], file[2], order.map((i) => file[3][i]!)] satisfies ChunkFile;
    });
    const bytes = Buffer.from(JSON.stringify(files));
    const hash = createHash('sha256').update(bytes).digest('hex');
    catalogue.objects.set(catalogueKey(hash), bytes);
    catalogue.hashes.push(hash);
  }
  return catalogue;

  function rootless(text: string): string {
    return root && root.length > 1 ? text.replaceAll(root, '<root>') : text;
  }
}

export function catalogueKey(hash: string): string {
  return `cat/${hash}.json`;
}

/** The tests of a chunk in order. Throws on anything that is not a chunk. */
export function readChunk(bytes: Uint8Array): TestRef[] {
  const chunk = JSON.parse(Buffer.from(bytes).toString('utf8')) as Chunk;
  return chunk.flatMap(([project, framework, file, names]) =>
    names.map(([suite, name, ordinal]) => ({
      id: testId({ project, framework, file, suite, name, ordinal }),
      suite,
      name,
      file,
    })),
  );
}
