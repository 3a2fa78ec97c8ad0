import type { DetectorState } from '@qitops/analysis';
import {
  type Appended,
  type HistoryView,
  lineTotals,
  type Notified,
  type ObjectStore,
  type Quarantine,
  type RiskFile,
  type Run,
  type RunInfo,
  type SiteSummary,
} from '@qitops/model';
import { ALIASES, type Aliases, noAliases, readAliases } from './aliases.ts';
import { CatalogueBuilder } from './catalogue.ts';
import { type CompactLimits, type CompactResult, compact, DEFAULT_LIMITS } from './compact.ts';
import { coverageKey, decodeCoverage, encodeCoverage, type StoredCoverage } from './coverage-file.ts';
import { type ForgetResult, type Forgotten, forget } from './forget.ts';
import { readNotified, rewriteNotified } from './notified-file.ts';
import {
  decodePullRequest,
  encodePullRequest,
  type PullRequestDocuments,
  pullRequestKey,
  readPullRequestKey,
} from './pull-request-file.ts';
import { type ReadQuarantine, readQuarantine, rewriteQuarantine } from './quarantine-file.ts';
import { readRisk, writeRisk } from './risk-file.ts';
import { contentOf, encodeRun, keyOf, monthOf, runKey, type StoredTest } from './run-file.ts';
import { parseSegment, segmentKey } from './segment.ts';
import { decodeState, encodeState, STATE_FOLDER, stateKey } from './state-file.ts';
import { readSummary, writeSummary } from './summary-file.ts';
import { readHistory, type StoredHistory } from './view.ts';

export interface NewRun {
  run: { info: Run['info']; tests: readonly StoredTest[] };
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
  readonly #catalogue = new CatalogueBuilder();

  constructor(store: ObjectStore, mask: (text: string) => string) {
    this.#store = store;
    this.#mask = mask;
  }

  get description(): string {
    return this.#store.description;
  }

  /**
   * Stores runs in one write. The same content twice is skipped; other content of the same job (a second report added
   * on its own) is a run beside the first.
   */
  async add(runs: readonly NewRun[], root?: string): Promise<AddResult> {
    const batch = await this.batch(root);
    for (const run of runs) await batch.add(run);
    return batch.store();
  }

  /** Takes runs one after the other, of which only the bytes to store are kept, and stores them in one write. */
  async batch(root?: string): Promise<Batch> {
    const known = new Set(await this.#store.list('runs'));
    const encode = (run: NewRun['run']) =>
      encodeRun(run, { catalogue: this.#catalogue, mask: this.#mask, root });
    return new Batch(this.#store, known, await this.#compacted(), encode);
  }

  /** Reads all runs into columns, oldest first. What cannot be read is named in `skipped`. */
  async view(): Promise<HistoryView> {
    return (await this.stored()).view;
  }

  /** Keys of the runs that there are, without reading them; those of a segment that cannot be read are not known. */
  async runKeys(): Promise<Set<string>> {
    const keys = new Set((await this.#store.list('runs')).map(keyOf));
    for (const bytes of (await this.#store.readMany(await this.#store.list('seg'))).values()) {
      for (const key of keysOfSegment(bytes)) keys.add(key);
    }
    return keys;
  }

  /** The detector's state of this version; null when there is none, or none that can be read: it is a cache. */
  async detectorState(version: number): Promise<DetectorState | null> {
    const bytes = await this.#store.read(stateKey(version));
    try {
      return bytes && decodeState(bytes);
    } catch {
      return null; // it is made anew
    }
  }

  /**
   * Keeps the detector's state for the next time, in place of all others. Where another writer came first it is not
   * kept: that one may have taken something out that is in the state.
   */
  async keepState(version: number, state: DetectorState): Promise<void> {
    let tries = 0;
    const change = async (): Promise<Map<string, Uint8Array | null>> => {
      const changes = new Map<string, Uint8Array | null>();
      if (tries++ > 0) return changes;
      for (const key of await this.#store.list(STATE_FOLDER)) changes.set(key, null);
      return changes.set(stateKey(version), encodeState(state));
    };
    await this.#store.rewrite(change, "Keep the detector's state", 'kept');
  }

  /** What tests were called before; none when the list cannot be read, which the view says. */
  async aliases(): Promise<Aliases> {
    const bytes = await this.#store.read(ALIASES);
    try {
      return bytes ? readAliases(bytes) : noAliases();
    } catch {
      return noAliases();
    }
  }

  /** The view with what each test's id is made of. */
  stored(): Promise<StoredHistory> {
    return readHistory(this.#store);
  }

  /** Folds the months before the last run's into segments and drops what retention says. */
  compact(limits: Partial<CompactLimits> = {}): Promise<CompactResult> {
    return compact(this.#store, this.#catalogue, { ...DEFAULT_LIMITS, ...limits });
  }

  /** Takes something out of the history and its past. */
  forget(what: Forgotten): Promise<ForgetResult> {
    return forget(this.#store, { catalogue: this.#catalogue, mask: this.#mask }, what);
  }

  /** The tests that may fail for a while without failing the gate. */
  quarantine(): Promise<ReadQuarantine> {
    return readQuarantine(this.#store);
  }

  /** Changes the quarantine; `change` may run again when another writer came first. */
  changeQuarantine(change: (current: Quarantine) => Quarantine): Promise<void> {
    return rewriteQuarantine(this.#store, change);
  }

  /** What the targets of notifications were told; null = nothing yet. */
  notified(): Promise<Notified | null> {
    return readNotified(this.#store);
  }

  /** Keeps what they were told; `change` may run again when another writer came first. */
  changeNotified(change: (current: Notified | null) => Notified): Promise<void> {
    return rewriteNotified(this.#store, change);
  }

  /** The risk model fitted to the repository; null when there is none. */
  risk(): Promise<RiskFile | null> {
    return readRisk(this.#store);
  }

  keepRisk(file: RiskFile): Promise<void> {
    return writeRisk(this.#store, file);
  }

  /** The last report's figures; null when there are none. Throws with a reason when they are damaged. */
  summary(): Promise<SiteSummary | null> {
    return readSummary(this.#store);
  }

  keepSummary(summary: SiteSummary): Promise<void> {
    return writeSummary(this.#store, summary);
  }

  /** Coverage stored with a run; null when there is none. Throws with a reason when it is damaged. */
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

  /** Keeps what was found out about the head of a pull request, in place of what was kept of it before. */
  keepPullRequest(number: number, head: string, documents: PullRequestDocuments): Promise<void> {
    return this.keepPullRequests([{ number, head, documents }]);
  }

  /** Keeps what was found out about pull requests in one write; what was kept of earlier heads of theirs goes. */
  async keepPullRequests(
    found: readonly { number: number; head: string; documents: PullRequestDocuments }[],
  ): Promise<void> {
    const changes = new Map<string, Uint8Array | null>();
    const numbers = new Set(found.map(({ number }) => number));
    for (const before of await this.pullRequests())
      if (numbers.has(before.number)) changes.set(pullRequestKey(before.number, before.head), null);
    for (const { number, head, documents } of found)
      changes.set(pullRequestKey(number, head), encodePullRequest(documents, this.#mask));
    if (changes.size > 0)
      await this.#store.write(changes, `Keep pull request ${[...numbers].sort((a, b) => a - b).join(', ')}`);
  }

  /** What was kept of a head of a pull request; null when there is nothing. Throws with a reason when it is damaged. */
  async pullRequest(number: number, head: string): Promise<PullRequestDocuments | null> {
    const bytes = await this.#store.read(pullRequestKey(number, head));
    return bytes ? decodePullRequest(bytes) : null;
  }

  /** Pull requests and their heads of which something is kept. */
  async pullRequests(): Promise<{ number: number; head: string }[]> {
    const keys = (await this.#store.list('pr')).map(readPullRequestKey);
    return keys.filter((key) => key !== null).sort((a, b) => a.number - b.number);
  }

  /** Keys of the runs that a month's segment has; none when it cannot be read. */
  async #compacted(): Promise<(month: string) => ReadonlySet<string>> {
    const segments = await this.#store.readMany(await this.#store.list('seg'));
    const months = new Map<string, ReadonlySet<string>>();
    return (month) => {
      const keys = months.get(month) ?? keysOfSegment(segments.get(segmentKey(month)));
      months.set(month, keys);
      return keys;
    };
  }
}

function keysOfSegment(bytes: Uint8Array | undefined): ReadonlySet<string> {
  try {
    return new Set(bytes ? parseSegment(bytes).runs.map(({ key }) => key) : []);
  } catch {
    return new Set(); // every reader names it
  }
}

/** Runs on their way into the store. */
export class Batch {
  readonly #store: ObjectStore;
  readonly #known: Set<string>;
  readonly #compacted: (month: string) => ReadonlySet<string>;
  readonly #encode: (run: NewRun['run']) => Map<string, Uint8Array>;
  #objects = new Map<string, Uint8Array>();
  #name = '';
  #added = 0;
  #skipped: AddResult['skipped'] = [];
  /** Bytes to be stored so far. */
  bytes = 0;

  constructor(
    store: ObjectStore,
    known: Set<string>,
    compacted: (month: string) => ReadonlySet<string>,
    encode: (run: NewRun['run']) => Map<string, Uint8Array>,
  ) {
    this.#store = store;
    this.#known = known;
    this.#compacted = compacted;
    this.#encode = encode;
  }

  async add({ run, coverage }: NewRun): Promise<void> {
    const lines = coverage ? lineTotals(coverage.files.values()) : undefined;
    const { info } = await this.#unique({ ...run.info, ...(lines ? { lines } : {}) }, run);
    const key = runKey(info);
    if (this.#known.has(key) || this.#compacted(monthOf(info)).has(info.key)) {
      this.#skipped.push({ key, reason: 'already in the history' });
      return;
    }
    this.#known.add(key);
    for (const [name, bytes] of this.#encode({ ...run, info })) this.#put(name, bytes);
    if (coverage) this.#put(coverageKey(info.key), encodeCoverage(coverage));
    this.#name ||= info.key;
    this.#added += 1;
  }

  /** Stores what was added since the last time. */
  async store(): Promise<AddResult> {
    const result: AddResult = { stored: this.#added, skipped: this.#skipped, appended: null };
    if (this.#objects.size > 0) {
      const message = `Add ${result.stored} run${result.stored === 1 ? '' : 's'}`;
      result.appended = await this.#store.append(this.#name, this.#objects, message);
    }
    this.#objects = new Map();
    this.#name = '';
    this.#added = 0;
    this.#skipped = [];
    this.bytes = 0;
    return result;
  }

  /** The run under a key of its own when its key is taken by a run with other content. */
  async #unique(info: RunInfo, run: NewRun['run']): Promise<{ info: RunInfo }> {
    const key = runKey(info);
    if (!this.#known.has(key)) return { info };
    const there = this.#objects.get(key) ?? (await this.#store.read(key));
    const own = this.#encode(run).get(key)!;
    if (!there || contentOf(there) === contentOf(own)) return { info };
    return { info: { ...info, key: `${info.key}-${contentOf(own)}` } };
  }

  #put(key: string, bytes: Uint8Array): void {
    if (!this.#objects.has(key)) this.bytes += bytes.length;
    this.#objects.set(key, bytes);
  }
}
