import type { HistoryRun, ObjectStore } from '@qitops/model';
import { type CatalogueBuilder, catalogueKey } from './catalogue.ts';
import { coverageKey } from './coverage-file.ts';
import { readPullRequestKey } from './pull-request-file.ts';
import { monthOf } from './run-file.ts';
import { encodeSegment, segmentKey } from './segment.ts';
import { STATE_FOLDER } from './state-file.ts';
import { readHistory, type StoredHistory } from './view.ts';

export interface CompactLimits {
  /** Newest runs that stay in any case. */
  runs: number;
  /** Days before the newest run in which every run stays. */
  days: number;
  /** Bytes from which on the store is rewritten without its past. */
  bytes: number;
  /** Pull requests that are open; coverage and documents of others go. Absent = not known, and all stay. */
  openPullRequests?: ReadonlySet<number>;
}

export const DEFAULT_LIMITS: CompactLimits = { runs: 500, days: 180, bytes: 50 * 1024 * 1024 };

export interface CompactResult {
  /** Runs that went into the segment of their month. */
  folded: number;
  /** Runs that retention dropped: older than the days and not among the newest. */
  dropped: number;
  /** Whether the store was rewritten without its past. */
  rewritten: boolean;
  bytes: { before: number; after: number };
  /** Months that stay as they are, each with why. */
  skipped: { key: string; reason: string }[];
}

const DAY_MS = 86_400_000;

/**
 * Folds the months before the last run's into one segment each, drops what retention says, and drops the past of a
 * store that has become too large. Time is counted back from the newest run. A month with something that cannot be
 * read stays as it is: nothing is lost that is not counted here.
 */
export async function compact(
  store: ObjectStore,
  catalogue: CatalogueBuilder,
  limits: CompactLimits,
): Promise<CompactResult> {
  store.refresh();
  const before = await store.size();
  const rewritten = before > limits.bytes;
  let result: CompactResult = { folded: 0, dropped: 0, rewritten, bytes: { before, after: 0 }, skipped: [] };
  await store.rewrite(
    async () => {
      const plan = await planOf(store, catalogue, limits);
      result = { ...result, ...plan.result };
      return plan.changes;
    },
    'Compact',
    rewritten ? 'dropped' : 'kept',
  );
  store.refresh();
  result.bytes.after = await store.size();
  return result;
}

interface Plan {
  changes: Map<string, Uint8Array | null>;
  result: Pick<CompactResult, 'folded' | 'dropped' | 'skipped'>;
}

async function planOf(store: ObjectStore, catalogue: CatalogueBuilder, limits: CompactLimits): Promise<Plan> {
  const stored = await readHistory(store, { aliases: false });
  const { runs } = stored.view;
  const changes: Plan['changes'] = new Map();
  const result: Plan['result'] = { folded: 0, dropped: 0, skipped: [] };
  const newest = runs.at(-1);
  if (!newest) return { changes, result };
  const oldest = Date.parse(newest.info.startedAt) - limits.days * DAY_MS;
  const stays = (run: HistoryRun, i: number): boolean =>
    i >= runs.length - limits.runs || Date.parse(run.info.startedAt) >= oldest;
  const used = new Set<string>();
  for (const [month, indices] of byMonth(runs)) {
    const kept = indices.filter((i) => stays(runs[i]!, i));
    const dropped = indices.length - kept.length;
    const reason = untouchable(stored, month, indices);
    const raw = kept.filter((i) => stored.sources[i]!.startsWith('runs/'));
    const isCurrent = month === monthOf(newest.info);
    if (reason !== null) {
      if (!isCurrent || dropped > 0) result.skipped.push({ key: segmentKey(month), reason });
      continue;
    }
    for (const i of indices) {
      if (kept.includes(i)) continue;
      changes.set(coverageKey(runs[i]!.info.key), null);
      if (stored.sources[i]!.startsWith('runs/')) changes.set(stored.sources[i]!, null);
    }
    result.dropped += dropped;
    if (isCurrent || (raw.length === 0 && dropped === 0)) continue;
    for (const i of raw) changes.set(stored.sources[i]!, null);
    result.folded += raw.length;
    if (kept.length === 0) {
      changes.set(segmentKey(month), null);
      continue;
    }
    const objects = encodeSegment(
      month,
      kept.map((i) => runs[i]!),
      stored.keys,
      catalogue,
    );
    for (const [key, bytes] of objects) {
      changes.set(key, bytes);
      used.add(key);
    }
  }
  if (limits.openPullRequests) await dropClosed(store, runs, limits.openPullRequests, changes);
  if (changes.size === 0) return { changes, result };
  for (const key of await store.list(STATE_FOLDER)) changes.set(key, null);
  await collectGarbage(store, stored, changes, used);
  return { changes, result };
}

/** Coverage and documents are kept of the default branch and of open pull requests. */
async function dropClosed(
  store: ObjectStore,
  runs: readonly HistoryRun[],
  open: ReadonlySet<number>,
  changes: Map<string, Uint8Array | null>,
): Promise<void> {
  const covered = new Set(await store.list('cov'));
  for (const { info } of runs) {
    const key = coverageKey(info.key);
    if (info.pr !== null && !open.has(info.pr) && covered.has(key)) changes.set(key, null);
  }
  for (const key of await store.list('pr')) {
    const found = readPullRequestKey(key);
    if (found && !open.has(found.number)) changes.set(key, null);
  }
}

function byMonth(runs: readonly HistoryRun[]): Map<string, number[]> {
  const months = new Map<string, number[]>();
  runs.forEach(({ info }, i) => {
    const month = monthOf(info);
    const found = months.get(month);
    if (found) found.push(i);
    else months.set(month, [i]);
  });
  return months;
}

/** Why a month must stay as it is, or null. */
function untouchable(stored: StoredHistory, month: string, indices: readonly number[]): string | null {
  for (const key of stored.unreadable) {
    if (key === segmentKey(month) || key.startsWith(`runs/${month}/`)) {
      return `it stays as it is: ${key} cannot be read`;
    }
  }
  return indices.some((i) => stored.incomplete.has(i))
    ? 'it stays as it is: names of its tests are lost'
    : null;
}

/** Removes catalogue chunks that nothing refers to any more. What an unreadable object refers to is not known. */
async function collectGarbage(
  store: ObjectStore,
  stored: StoredHistory,
  changes: Map<string, Uint8Array | null>,
  used: ReadonlySet<string>,
): Promise<void> {
  if ([...stored.unreadable].some((key) => key.startsWith('runs/') || key.startsWith('seg/'))) return;
  const referred = new Set(used);
  for (const [source, hashes] of stored.refers) {
    if (!changes.has(source)) for (const hash of hashes) referred.add(catalogueKey(hash));
  }
  for (const key of await store.list('cat')) if (!referred.has(key)) changes.set(key, null);
}
