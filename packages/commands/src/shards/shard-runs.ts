import type { NewRun } from '@qitops/history';
import {
  addCounts,
  emptyCounts,
  messageOf,
  parseShardName,
  placeName,
  type ShardDocument,
  type ShardExchange,
  type TestResult,
  UserError,
} from '@qitops/model';
import type { Checkout } from '@qitops/repository';
import type { CommandContext } from '../context.ts';
import { runInfo, runKeyOf } from '../history/run-info.ts';
import { openDelivery } from './shards-to-join.ts';
import { shardCoverage, shardTests } from './unpack-shard.ts';

export interface ShardRuns {
  runs: NewRun[];
  /** What is not stored, each with why. */
  skipped: { key: string; reason: string }[];
}

export interface ShardRunsOptions {
  runId: string;
  project: string;
  checkout: Checkout | null;
  /** Keys of the runs that are stored: their shards are not asked for again. */
  known: ReadonlySet<string>;
}

/**
 * The shards that jobs of a run handed over as runs of the history: every attempt of a job is a run of its own, for
 * what failed and then passed on the same code is what the history is kept for.
 * @returns null when no job handed anything over, or nothing can be handed over here.
 */
export async function shardRuns(
  context: CommandContext,
  exchange: ShardExchange,
  { runId, project, checkout, known }: ShardRunsOptions,
): Promise<ShardRuns | null> {
  const skipped: ShardRuns['skipped'] = [];
  let handed = 0;
  let stored = 0;
  const wanted = (names: readonly string[]): string[] =>
    names.filter((name) => {
      const place = parseShardName(name);
      if (!place) return false;
      handed += 1;
      const isStored = known.has(runKeyOf({ runId, ...place }));
      if (isStored) stored += 1;
      return !isStored;
    });
  let opened: ReturnType<typeof openDelivery>;
  try {
    opened = openDelivery(await exchange.receive(wanted), { runId });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    context.log.warn(messageOf(error));
    return null;
  }
  if (handed === 0) return null;
  context.log.info(
    `No result files here: ${handed} jobs handed theirs over, of which the history has ${stored} already.`,
  );
  for (const { name, reason } of opened.refused) skipped.push({ key: name, reason: `not taken: ${reason}` });
  const runs: NewRun[] = [];
  for (const shard of opened.documents) {
    const { place, results } = shard;
    if (results.files.length === 0) {
      skipped.push({ key: placeName(place), reason: `attempt ${place.attempt} found no result files` });
      continue;
    }
    context.log.info(`${placeName(place)}, attempt ${place.attempt}: ${results.tests.length} tests`);
    runs.push(await shardRun(context, shard, { project, checkout }));
  }
  return { runs, skipped };
}

async function shardRun(
  context: CommandContext,
  shard: ShardDocument,
  { project, checkout }: Pick<ShardRunsOptions, 'project' | 'checkout'>,
): Promise<NewRun> {
  const { place, measured, results, coverage } = shard;
  const totals = emptyCounts();
  for (const file of results.files) addCounts(totals, file);
  const framework = results.tests[0]?.framework ?? results.files[0]?.format ?? '';
  const { runId, attempt, job, cell } = place;
  // retention counts back from the newest run: none is later than now, whatever a job says
  const started = [shard.readAt, new Date().toISOString()].sort()[0]!;
  const info = await runInfo(
    context,
    { runId, attempt, job, cell, started, sha: measured.sha },
    { project, framework, checkout, durationMs: totals.durationMs },
  );
  const files = coverage.sources.map((source) => [source.path, shardCoverage(source)] as const);
  return {
    // the tree is that of the other job, also when it was none that a commit has
    run: {
      info: { ...info, tree: measured.tree },
      tests: shardTests(shard, project).map((test) => withoutRoot(test, shard.root)),
    },
    coverage: files.length > 0 ? { sha: measured.sha, shards: [cell], files: new Map(files) } : null,
  };
}

/** The test with the checkout of its own job taken out of its names, as the history stores them. */
function withoutRoot(test: TestResult, root: string): TestResult {
  if (root.length < 2) return test;
  const plain = (text: string): string => text.replaceAll(root, '<root>');
  return { ...test, name: plain(test.name), suite: test.suite.map(plain) };
}
