import { type HistoryRun, type HistoryView, messageOf, type ObjectStore, type TestKey } from '@qitops/model';
import { ALIASES, type Aliases, noAliases, readAliases } from './aliases.ts';
import { catalogueKey } from './catalogue.ts';
import { Columns, decodeRun } from './decode-run.ts';
import { Places } from './places.ts';
import { parseRun, type ReadRun, runKey } from './run-file.ts';
import { runLengthSize } from './run-length.ts';
import { decodeSegment, parseSegment, type SegmentFile } from './segment.ts';

/** The history as it is stored: the view, and where each run of it lies. */
export interface StoredHistory {
  view: HistoryView;
  /** What each test's id is made of, by position in the view's tests. */
  keys: TestKey[];
  /** Object that each run of the view is in. */
  sources: string[];
  /** Runs that lack tests whose names are lost, by position in the view. */
  incomplete: Set<number>;
  /** Objects that are there and cannot be read. */
  unreadable: Set<string>;
  /** Catalogue chunks that each object refers to. */
  refers: Map<string, readonly string[]>;
}

interface ReadOptions {
  /** Whether tests go by what `aliases.yml` calls them now. Default true. */
  aliases?: boolean;
}

/** Objects whose bytes are held at once; what they say takes less. */
const AT_ONCE = 128;

/** Reads runs and segments into columns as one, oldest first. What cannot be read is named in `skipped`. */
export async function readHistory(store: ObjectStore, options: ReadOptions = {}): Promise<StoredHistory> {
  const skipped: HistoryView['skipped'] = [...(await store.leftOut())];
  const unreadable = new Set<string>();
  const skip = (key: string, reason: string): void => {
    skipped.push({ key, reason: firstLine(reason) });
    unreadable.add(key);
  };
  const read = async <T>(
    prefix: string,
    parse: (bytes: Uint8Array, key: string) => T,
  ): Promise<Map<string, T>> => {
    const keys = (await store.list(prefix)).filter((key) => key.endsWith('.json'));
    const found = new Map<string, T>();
    for (let from = 0; from < keys.length; from += AT_ONCE) {
      for (const [key, bytes] of await store.readMany(keys.slice(from, from + AT_ONCE))) {
        try {
          found.set(key, parse(bytes, key));
        } catch (error) {
          skip(key, messageOf(error));
        }
      }
    }
    return found;
  };
  const files = await read('runs', parseRun);
  const segments = await read('seg', parseSegment);
  const hashes = new Set([...files.values(), ...segments.values()].flatMap((file) => file.cat));
  const objects = await store.readMany([...hashes].map(catalogueKey));
  const aliases = options.aliases === false ? noAliases() : await aliasesOf(store, skip);
  const decoded = decode(files, segments, new Places(objects, aliases), skip);
  const [twice] = decoded.twice;
  if (twice) skip(ALIASES, `two tests of ${twice} would be one; nothing is renamed`);
  const { places, runs } = twice ? decode(files, segments, new Places(objects), () => undefined) : decoded;
  skipped.push(...places.skipped());
  return {
    view: { tests: places.tests, runs: runs.map(({ run }) => run), skipped },
    keys: places.keys,
    sources: runs.map(({ source }) => source),
    incomplete: new Set(runs.flatMap(({ incomplete }, i) => (incomplete ? [i] : []))),
    unreadable,
    refers: new Map([...files, ...segments].map(([key, file]) => [key, file.cat] as const)),
  };
}

async function aliasesOf(store: ObjectStore, skip: (key: string, reason: string) => void): Promise<Aliases> {
  const bytes = await store.read(ALIASES);
  if (!bytes) return noAliases();
  try {
    return readAliases(bytes);
  } catch (error) {
    skip(ALIASES, messageOf(error));
    return noAliases();
  }
}

interface Decoded {
  run: HistoryRun;
  source: string;
  incomplete: boolean;
}

function decode(
  files: ReadonlyMap<string, ReadRun>,
  segments: ReadonlyMap<string, SegmentFile>,
  places: Places,
  skip: (key: string, reason: string) => void,
): { places: Places; runs: Decoded[]; twice: string[] } {
  // all catalogues first: the columns are as long as there are tests
  const placed = [...files, ...segments].flatMap(([source, file]) => {
    try {
      const positions =
        's' in file
          ? places.of(file, file.s.length, file.runs.length)
          : places.of(file, checkedSize(file), 1);
      return [{ source, file, positions }];
    } catch (error) {
      skip(source, messageOf(error));
      return [];
    }
  });
  const size = placed.reduce((sum, { file }) => sum + ('s' in file ? file.runs.length : 1), 0);
  const columns = new Columns(size, places.tests.length);
  const runs: Decoded[] = [];
  const seen = new Set<string>();
  const twice: string[] = [];
  for (const { source, file, positions } of placed) {
    const incomplete = positions.includes(-1);
    if (places.renames && isTwice(positions)) twice.push(source);
    const found =
      's' in file ? decodeSegment(file, positions, columns) : [decodeRun(file, positions, columns)];
    // it is in columns now; with renames it may be read once more
    if (!places.renames && !('s' in file)) file.d = new Int32Array();
    for (const run of found) {
      // a run that is stored whole and in a segment stands as it is whole
      const key = runKey(run.info);
      if (seen.has(key)) continue;
      seen.add(key);
      runs.push({ run, source, incomplete });
    }
  }
  runs.sort((a, b) => inOrder(a.run, b.run));
  return { places, runs, twice };
}

function checkedSize(file: ReadRun): number {
  const total = runLengthSize(file.o);
  if (file.d.length !== total) throw new Error('it is damaged: durations and statuses differ in number');
  return total;
}

function isTwice(positions: Int32Array): boolean {
  const known = positions.filter((position) => position >= 0);
  return new Set(known).size < known.length;
}

/** By start, then run id, then attempt. */
function inOrder({ info: a }: HistoryRun, { info: b }: HistoryRun): number {
  return (
    Date.parse(a.startedAt) - Date.parse(b.startedAt) ||
    NUMERIC.compare(a.runId, b.runId) ||
    a.attempt - b.attempt ||
    NUMERIC.compare(a.key, b.key)
  );
}

const NUMERIC = new Intl.Collator('en', { numeric: true });

function firstLine(text: string): string {
  return text.split('\n')[0]!.slice(0, 200);
}
