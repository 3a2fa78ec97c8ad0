import type { History } from '@qitops/history';
import { type FileCoverage, type HistoryView, mergeFileCoverage } from '@qitops/model';
import { type Checkout, diffCommits, mapLine, type Range } from '@qitops/repository';

/** Coverage that an ancestor of the pull request stored, with the way from its lines to the head's. */
export interface MeasuredAncestor {
  sha: string;
  /** Commits between it and the base of the pull request. */
  distance: number;
  /** Union of all that was stored for the commit, by path. */
  files: ReadonlyMap<string, FileCoverage>;
  /** Which shards that is, sorted. */
  shards: readonly string[];
  /** Where a path stands at the head; null = deleted. */
  mapPath: (path: string) => string | null;
  /** Where a line stands at the head; null = changed or deleted. */
  mapLine: (path: string, line: number) => { path: string; line: number } | null;
}

/** Ancestors that are opened in search of a component; what none of them measured is long gone. */
const OPENED = 20;

/** Stored coverage of the commits that a pull request stands on. */
export class BaseCoverage {
  readonly #history: History;
  readonly #checkout: Checkout;
  readonly #range: Range;
  readonly #view: HistoryView;
  readonly #ancestors: readonly string[];
  readonly #opened = new Map<string, Promise<MeasuredAncestor>>();
  #keys: Map<string, string[]> | null = null;

  /** `ancestors` = commits before and at the base, nearest first. */
  constructor(
    history: History,
    view: HistoryView,
    { checkout, range, ancestors }: { checkout: Checkout; range: Range; ancestors: readonly string[] },
  ) {
    this.#history = history;
    this.#view = view;
    this.#checkout = checkout;
    this.#range = range;
    this.#ancestors = ancestors;
  }

  /** The nearest ancestor with coverage, or with coverage of a path for which `has` holds; null when there is none. */
  async nearest(has?: (path: string) => boolean): Promise<MeasuredAncestor | null> {
    const keys = await this.#measured();
    const measured = this.#ancestors.filter((sha) => keys.has(sha));
    for (const sha of measured.slice(0, OPENED)) {
      const found = await this.#open(sha, keys.get(sha)!);
      if (found.files.size > 0 && (!has || [...found.files.keys()].some(has))) return found;
    }
    return null;
  }

  /** Keys of default-branch runs with coverage, by commit. */
  async #measured(): Promise<Map<string, string[]>> {
    if (this.#keys) return this.#keys;
    const stored = await this.#history.coverageKeys();
    this.#keys = new Map();
    for (const { info } of this.#view.runs) {
      if (info.trust !== 'branch' || !stored.has(info.key)) continue;
      this.#keys.set(info.sha, [...(this.#keys.get(info.sha) ?? []), info.key]);
    }
    return this.#keys;
  }

  #open(sha: string, keys: readonly string[]): Promise<MeasuredAncestor> {
    const known = this.#opened.get(sha) ?? this.#read(sha, keys);
    this.#opened.set(sha, known);
    return known;
  }

  async #read(sha: string, keys: readonly string[]): Promise<MeasuredAncestor> {
    const { files, shards } = await joinedCoverage(this.#history, keys);
    const diffs = await diffCommits(this.#checkout.git, sha, this.#range.to.sha);
    const changed = new Map(diffs.map((file) => [file.oldPath ?? file.path, file]));
    const mapPath = (path: string): string | null => {
      const file = changed.get(path);
      return file ? (file.status === 'deleted' ? null : file.path) : path;
    };
    return {
      sha,
      distance: this.#ancestors.indexOf(sha),
      files,
      shards: [...shards].sort(),
      mapPath,
      mapLine: (path, line) => {
        const to = mapPath(path);
        if (to === null) return null;
        const file = changed.get(path);
        const at = file ? mapLine(file.hunks, line) : line;
        return at === null ? null : { path: to, line: at };
      },
    };
  }
}

/** What the newest measured commit of the default branch covered, by path; empty when none was measured. */
export async function newestCoverage(
  history: History,
  view: HistoryView,
): Promise<ReadonlyMap<string, FileCoverage>> {
  return (await newestMeasured(history, view))?.files ?? new Map();
}

/** The newest measured commit of the default branch with all that was stored for it; null when none was measured. */
export async function newestMeasured(
  history: History,
  view: HistoryView,
): Promise<{ sha: string; files: Map<string, FileCoverage> } | null> {
  const stored = await history.coverageKeys();
  const measured = view.runs.filter(({ info }) => info.trust === 'branch' && stored.has(info.key));
  const sha = measured.at(-1)?.info.sha;
  if (sha === undefined) return null;
  const keys = measured.filter(({ info }) => info.sha === sha).map(({ info }) => info.key);
  return { sha, files: (await joinedCoverage(history, keys)).files };
}

/** The union of what runs of one commit covered: those of its shards, and of its attempts. */
async function joinedCoverage(
  history: History,
  keys: readonly string[],
): Promise<{ files: Map<string, FileCoverage>; shards: Set<string> }> {
  const files = new Map<string, FileCoverage>();
  const shards = new Set<string>();
  for (const key of keys) {
    const stored = await history.coverage(key);
    for (const shard of stored?.shards ?? []) shards.add(shard);
    for (const [path, file] of stored?.files ?? []) {
      const known = files.get(path);
      files.set(path, known ? mergeFileCoverage(known, file) : file);
    }
  }
  return { files, shards };
}
