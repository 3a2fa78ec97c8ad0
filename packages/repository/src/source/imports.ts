import type { Checkout } from '../checkout.ts';
import type { Edge, ImportReader } from './imports/edges.ts';
import { goImportReader } from './imports/go.ts';
import { javaImportReader } from './imports/java.ts';
import { pythonImportReader } from './imports/python.ts';
import { scriptImports } from './imports/script.ts';
import { isTestPath } from './languages.ts';
import { readMany } from './read-many.ts';

/** How imports are read, one a family of languages. */
const READERS: readonly ImportReader[] = [
  scriptImports,
  pythonImportReader,
  goImportReader,
  javaImportReader,
];

const TRACED = /\.([cm]?[jt]sx?|vue|svelte|astro|py|go|java)$/;

/** Whether the imports of such a file are read, so that one without importers is used by nothing that is known. */
export function isTraced(path: string): boolean {
  return TRACED.test(path);
}

/** Most files that are read for the import graph. */
const MAX_FILES = 40_000;

/** Who imports whom among the files of one revision. */
export class ImportGraph {
  /** By path: what imports it, and so runs differently when it changes. */
  readonly #importers = new Map<string, Set<string>>();
  /** By path: what loads it in passing. */
  readonly #loaders = new Map<string, Set<string>>();
  #mapped: ReadonlySet<string> | undefined;

  constructor(edges: Iterable<Edge>) {
    for (const { from, to, loadedOnly } of edges) {
      const importers = loadedOnly ? this.#loaders : this.#importers;
      const known = importers.get(to);
      if (known) known.add(from);
      else importers.set(to, new Set([from]));
    }
  }

  /**
   * Reads the graph at `revision`. `gone` are paths that the revision has no more: what still imports them is known
   * as their importer.
   */
  static async at(
    checkout: Checkout,
    revision: string,
    { gone = [] }: { gone?: readonly string[] } = {},
  ): Promise<ImportGraph> {
    const all = await checkout.files(revision);
    const files = new Set([...all, ...gone]);
    const wanted = all.filter((path) => READERS.some((reader) => reader.needs(path))).slice(0, MAX_FILES);
    const texts = await readMany(checkout, revision, wanted);
    return new ImportGraph(edgesOf({ files, texts }));
  }

  /** Whether a test reaches any source of the repository: if not, nothing is known of what it depends on. */
  isMapped(path: string): boolean {
    this.#mapped ??= this.#reachingSources();
    return this.#mapped.has(path);
  }

  #reachingSources(): Set<string> {
    const sources = [...this.#importers.keys()].filter((path) => !path.endsWith('/') && !isTestPath(path));
    const reached = new Set<string>();
    const queue = [...sources];
    for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
      for (const importer of this.#importers.get(path) ?? []) {
        if (reached.has(importer)) continue;
        reached.add(importer);
        queue.push(importer);
      }
    }
    return reached;
  }

  /** Test files that reach `changed` through any number of imports; `changed` itself if it is a test. */
  testsReaching(changed: string): Set<string> {
    return new Set([...this.reaching(changed).keys()].filter(isTestPath));
  }

  /** What reaches `changed`, each with the count of imports between: 0 = itself, 1 = imports it. */
  reaching(changed: string): Map<string, number> {
    const steps = new Map([[changed, 0]]);
    for (const loader of this.#loaders.get(changed) ?? []) steps.set(loader, 1);
    for (const [path, step] of steps) {
      for (const importer of this.#importers.get(path) ?? []) {
        // a name that stands for a whole package is no step of its own
        if (!steps.has(importer)) steps.set(importer, importer.endsWith('/') ? step : step + 1);
      }
    }
    for (const path of steps.keys()) if (path.endsWith('/')) steps.delete(path);
    return steps;
  }
}

function* edgesOf(sources: Parameters<ImportReader['edges']>[0]): Iterable<Edge> {
  for (const reader of READERS) yield* reader.edges(sources);
}
