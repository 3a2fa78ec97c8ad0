import {
  type Appended,
  type HistoryRun,
  type HistoryView,
  messageOf,
  type ObjectStore,
  type Run,
  type TestRef,
} from '@qitops/model';
import { catalogueKey, readChunk } from './catalogue.ts';
import { coverageKey, decodeCoverage, encodeCoverage, type StoredCoverage } from './coverage-file.ts';
import { decodeRun, encodeRun, parseRun, type RunFile, runKey } from './run-file.ts';

export interface NewRun {
  run: Run;
  coverage: StoredCoverage | null;
}

export interface AddResult {
  stored: number;
  skipped: { key: string; reason: string }[];
  /** How the write went; null = there was nothing to write. */
  appended: Appended | null;
}

/** The run history over a store: write-once runs that refer to write-once catalogues of test names. */
export class History {
  readonly #store: ObjectStore;
  readonly #mask: (text: string) => string;

  constructor(store: ObjectStore, mask: (text: string) => string) {
    this.#store = store;
    this.#mask = mask;
  }

  get description(): string {
    return this.#store.description;
  }

  /** Stores runs in one write. A key that is there already is skipped: a run never changes. */
  async add(runs: readonly NewRun[], root?: string): Promise<AddResult> {
    const existing = new Set(await this.#store.list('runs'));
    const objects = new Map<string, Uint8Array>();
    const result: AddResult = { stored: 0, skipped: [], appended: null };
    for (const { run, coverage } of runs) {
      const key = runKey(run.info);
      if (existing.has(key)) {
        result.skipped.push({ key, reason: 'already in the history' });
        continue;
      }
      existing.add(key);
      for (const [name, bytes] of encodeRun(run, this.#mask, root)) objects.set(name, bytes);
      if (coverage) objects.set(coverageKey(run.info.key), encodeCoverage(coverage));
      result.stored += 1;
    }
    if (objects.size > 0) {
      const message = `Add ${result.stored} run${result.stored === 1 ? '' : 's'}`;
      result.appended = await this.#store.append(runs[0]!.run.info.key, objects, message);
    }
    return result;
  }

  /** Reads all runs into columns, oldest first. What cannot be read is named in `skipped`. */
  async view(): Promise<HistoryView> {
    const skipped: HistoryView['skipped'] = await this.#store.leftOut();
    const files: RunFile[] = [];
    const keys = (await this.#store.list('runs')).filter((key) => key.endsWith('.json'));
    for (const [key, bytes] of await this.#store.readMany(keys)) {
      try {
        files.push(parseRun(bytes));
      } catch (error) {
        skipped.push({ key, reason: firstLine(messageOf(error)) });
      }
    }
    files.sort(inOrder);
    const hashes = new Set(files.flatMap((file) => file.cat));
    const catalogue = new CatalogueReader(await this.#store.readMany([...hashes].map(catalogueKey)));
    const readable: { file: RunFile; positions: number[] }[] = [];
    for (const file of files) {
      try {
        readable.push({ file, positions: catalogue.positions(file.cat) });
      } catch (error) {
        skipped.push({ key: runKey(file.info), reason: firstLine(messageOf(error)) });
      }
    }
    const runs: HistoryRun[] = [];
    for (const { file, positions } of readable) {
      try {
        runs.push(decodeRun(file, positions, catalogue.tests.length));
      } catch (error) {
        skipped.push({ key: runKey(file.info), reason: firstLine(messageOf(error)) });
      }
    }
    return { tests: catalogue.tests, runs, skipped };
  }

  /** Coverage stored with a run; null when there is none or it is damaged. */
  async coverage(key: string): Promise<StoredCoverage | null> {
    const bytes = await this.#store.read(coverageKey(key));
    if (!bytes) return null;
    return decodeCoverage(bytes);
  }

  /** Keys of runs that have coverage. */
  async coverageKeys(): Promise<Set<string>> {
    const keys = await this.#store.list('cov');
    return new Set(keys.map((key) => key.slice('cov/'.length, -'.json.gz'.length)));
  }
}

/** By start, then run id, then attempt. */
function inOrder(a: RunFile, b: RunFile): number {
  const byText = (x: string, y: string): number => x.localeCompare(y, 'en', { numeric: true });
  return (
    Date.parse(a.info.startedAt) - Date.parse(b.info.startedAt) ||
    byText(a.info.runId, b.info.runId) ||
    a.info.attempt - b.info.attempt ||
    byText(a.info.key, b.info.key)
  );
}

/** Reads catalogue chunks once and gives every test one index over all runs. */
class CatalogueReader {
  readonly tests: TestRef[] = [];
  readonly #objects: ReadonlyMap<string, Uint8Array>;
  readonly #indices = new Map<string, number>();
  readonly #chunks = new Map<string, number[]>();

  constructor(objects: ReadonlyMap<string, Uint8Array>) {
    this.#objects = objects;
  }

  positions(hashes: readonly string[]): number[] {
    const positions: number[] = [];
    for (const hash of hashes) {
      let chunk = this.#chunks.get(hash);
      if (!chunk) {
        const bytes = this.#objects.get(catalogueKey(hash));
        if (!bytes) throw new Error(`its catalogue ${hash.slice(0, 12)} is missing`);
        chunk = readChunk(bytes).map((test) => this.#index(test));
        this.#chunks.set(hash, chunk);
      }
      for (const index of chunk) positions.push(index);
    }
    return positions;
  }

  #index(test: TestRef): number {
    let index = this.#indices.get(test.id);
    if (index === undefined) {
      index = this.tests.push(test) - 1;
      this.#indices.set(test.id, index);
    }
    return index;
  }
}

function firstLine(text: string): string {
  return text.split('\n')[0]!.slice(0, 200);
}
