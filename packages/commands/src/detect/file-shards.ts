import { posix, relative, sep } from 'node:path';
import { expectedMs, recordedTests, shardTests } from '@qitops/analysis';
import { UserError } from '@qitops/model';
import { Checkout, isTestPath } from '@qitops/repository';
import type { CommandContext } from '../context.ts';
import { openHistory } from '../history/store.ts';
import { notARepository } from '../measured.ts';

/** Test files for one job of a matrix. */
export interface FileShard {
  /** From 1. */
  index: number;
  total: number;
  /** Paths relative to the folder that was asked for. */
  files: string[];
  /** Milliseconds that their tests take one after the other, in the middle of their runs; null = none is known. */
  expectedMs: number | null;
}

/** Files that look like tests and hold none. */
const BESIDE_TESTS = /(^|\/)(conftest\.py|__init__\.py|setup\.[cm]?[jt]s|[^/]*helpers?\.\w+)$/;

/**
 * Shares the test files below the caller's folder out to `total` jobs of about equal time, by what the history knows of
 * them; a file that never ran counts as a usual one. Every file is in one shard.
 * @throws UserError when there is no test file.
 */
export async function fileShards(
  context: CommandContext,
  { store, total }: { store: string; total: number },
): Promise<FileShard[]> {
  const checkout = await Checkout.open(context.cwd);
  if (!checkout) throw notARepository(context);
  const folder = relative(checkout.root, context.cwd).split(sep).join('/');
  const prefix = folder === '' ? '' : `${folder}/`;
  const files = (await checkout.files('HEAD')).filter(
    (path) => path.startsWith(prefix) && isTestPath(path) && !BESIDE_TESTS.test(path),
  );
  if (files.length === 0)
    throw new UserError({
      what: 'no test files, so there is nothing to share out',
      where: folder || '.',
      remedy: 'leave `shards` at 0, or give the folder that holds the tests as `working-directory`',
    });
  const known = await durations(context, store);
  const shards = shardTests(
    files.map((file) => ({ id: file, suite: [], file, costMs: known.get(file) ?? null })),
    total,
  );
  return shards
    .filter((shard) => shard.length > 0)
    .map((shard, at, all) => {
      const costs = shard.flatMap((file) => known.get(file) ?? []);
      return {
        index: at + 1,
        total: all.length,
        files: shard.map((file) => posix.relative(folder || '.', file)).sort(),
        expectedMs: costs.length > 0 ? Math.round(costs.reduce((sum, ms) => sum + ms, 0)) : null,
      };
    });
}

/** Milliseconds by file. */
async function durations(context: CommandContext, store: string): Promise<Map<string, number>> {
  const history = await openHistory(context, store);
  const known = new Map<string, number>();
  for (const { file, record } of recordedTests(await history.view())) {
    const ms = expectedMs(record);
    if (file !== null && ms !== null) known.set(file, (known.get(file) ?? 0) + ms);
  }
  return known;
}
