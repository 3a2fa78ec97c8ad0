import { createHash } from 'node:crypto';
import type { AddResult, History } from '@qitops/history';
import {
  type HistoryDocument,
  type HistoryView,
  messageOf,
  SCHEMA_VERSION,
  type ShardExchange,
  type Trust,
} from '@qitops/model';
import { Checkout } from '@qitops/repository';
import { loadConfig } from '../config.ts';
import type { CommandContext } from '../context.ts';
import { nothingFound } from '../discover.ts';
import { readCoverage, readResults } from '../inputs.ts';
import { refitRisk } from '../pull-request/risk-model.ts';
import { shardRuns } from '../shards/shard-runs.ts';
import { type RunMetadataOptions, runInfo } from './run-info.ts';
import { openHistory } from './store.ts';

export interface HistoryAddOptions extends RunMetadataOptions {
  store: string;
  /** Globs of result files; empty = the defaults. */
  results: string[];
  /** Globs of coverage files to keep with the run; empty = none. */
  coverage: string[];
  /** How other jobs of this run hand over what they measured: it is stored where there are no reports. */
  shards?: ShardExchange | undefined;
}

/**
 * Adds the results of one run, or those of the other jobs of this run when there are none here. The same content twice
 * is skipped.
 */
export async function historyAdd(
  context: CommandContext,
  options: HistoryAddOptions,
): Promise<HistoryDocument> {
  const checkout = await Checkout.open(context.cwd);
  const config = await loadConfig(context);
  const project = config.project ?? '';
  const results = await readResults(
    context,
    options.results.length > 0 ? options.results : (config.results ?? []),
    { project, checkout },
  );
  if (results.files.length === 0) {
    const { shards } = options;
    // globs in the workflow promise reports of this job
    const added =
      shards && options.results.length === 0
        ? await addShards(context, { store: options.store, shards, project, checkout })
        : null;
    if (added) return added;
    throw nothingFound(context, results.found, 'result');
  }
  const framework = results.tests[0]?.framework ?? results.files[0]?.format ?? '';
  const { durationMs } = results.totals;
  const info = await runInfo(context, options, { project, framework, checkout, durationMs });
  const coverage =
    options.coverage.length > 0 ? await readCoverage(context, options.coverage, { checkout }) : null;
  const history = await openHistory(context, options.store);
  const stored = await history.add(
    [
      {
        run: { info, tests: results.tests },
        coverage: coverage && { sha: info.sha, shards: [info.cell], files: coverage.merged },
      },
    ],
    checkout?.root,
  );
  return afterAdd(context, history, { stored, checkout, trust: info.trust });
}

/** Adds a run for each shard that other jobs of this run left; null when they left none. */
async function addShards(
  context: CommandContext,
  {
    store,
    shards,
    ...at
  }: { store: string; shards: ShardExchange; project: string; checkout: Checkout | null },
): Promise<HistoryDocument | null> {
  const runId = context.env.GITHUB_RUN_ID;
  if (!runId) return null;
  const history = await openHistory(context, store);
  const found = await shardRuns(context, shards, { ...at, runId, known: await history.runKeys() });
  if (!found) return null;
  // names have lost the checkouts of their jobs already
  const added = await history.add(found.runs);
  const left = await shards.tidy?.();
  if (left) context.log.info(left);
  const stored = { ...added, skipped: [...found.skipped, ...added.skipped] };
  const trust = found.runs[0]?.run.info.trust ?? null;
  return afterAdd(context, history, { stored, checkout: at.checkout, trust });
}

async function afterAdd(
  context: CommandContext,
  history: History,
  { stored, checkout, trust }: { stored: AddResult; checkout: Checkout | null; trust: Trust | null },
): Promise<HistoryDocument> {
  if (trust === 'branch' && checkout) await keepRiskModel(context, history, checkout);
  return document(history, {
    stored: stored.stored,
    skipped: stored.skipped,
    waiting: stored.appended?.waiting ?? null,
  });
}

/** The run is stored by now: a model that cannot be fitted or kept is only told of. */
async function keepRiskModel(context: CommandContext, history: History, checkout: Checkout): Promise<void> {
  try {
    const fitted = await refitRisk(history, checkout);
    if (fitted) context.log.info(`risk model fitted to ${fitted.model.labelled} changes`);
  } catch (error) {
    context.log.warn(`the risk model was not fitted: ${messageOf(error)}`);
  }
}

/** What the history holds after a write. */
export async function document(
  history: History,
  { stored, skipped, waiting }: Pick<HistoryDocument, 'stored' | 'skipped'> & { waiting: string | null },
): Promise<HistoryDocument> {
  const holds = documentOf(await history.view());
  return {
    ...holds,
    stored,
    skipped: [...skipped, ...holds.skipped],
    ...(waiting === null ? {} : { waiting }),
  };
}

/** What a history holds. */
export function documentOf(view: HistoryView): HistoryDocument {
  const { runs, tests, skipped } = view;
  return { schemaVersion: SCHEMA_VERSION, runs: runs.length, tests: tests.length, stored: 0, skipped };
}

/** A short name for content that has none. */
export function contentKey(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
