import { SCHEMA_VERSION, type ShardDocument, type ShardPlace, type Verdict } from '@qitops/model';
import { Checkout } from '@qitops/repository';
import { loadConfig } from '../config.ts';
import type { CommandContext } from '../context.ts';
import { given, readCoverage, readResults } from '../inputs.ts';
import { notARepository } from '../measured.ts';
import { packShard } from './pack-shard.ts';

export interface ReadShardOptions {
  /** Globs; empty = those of `qitops.yml`, else the defaults. */
  results: string[];
  coverage: string[];
  place: ShardPlace;
}

/** Reads what one of several jobs measured, for the last job to join. Nothing is judged here. */
export async function readShard(
  context: CommandContext,
  options: ReadShardOptions,
): Promise<{ document: ShardDocument; verdict: Verdict }> {
  const checkout = await Checkout.open(context.cwd);
  if (!checkout) throw notARepository(context);
  const config = await loadConfig(context);
  const project = config.project ?? '';
  const results = await readResults(context, given(options.results, config.results), { project, checkout });
  const coverage = await readCoverage(context, given(options.coverage, config.coverage), { checkout });
  const { place } = options;
  const measured = coverage.sidecar ?? (await workTree(checkout, place.cell));
  const readAt = new Date().toISOString();
  const document = packShard({ place, measured, readAt, root: checkout.root, results, coverage });
  return { document, verdict: results.verdict };
}

async function workTree(checkout: Checkout, cell: string): Promise<ShardDocument['measured']> {
  const { sha, parents, ...head } = await checkout.requireCommit('HEAD', 'checked out commit');
  // a changed file makes it another tree than the commit's, one that no other run can be compared with
  const tree = (await checkout.isDirty()) ? null : head.tree;
  return { schemaVersion: SCHEMA_VERSION, sha, tree, parents, cell };
}
