import {
  addCounts,
  type CoverageFile,
  emptyCounts,
  type FileCoverage,
  isFailure,
  mergeReports,
  placeName,
  type ReadFile,
  type ShardDocument,
  type TestResult,
  verdictOf,
} from '@qitops/model';
import type { Checkout, Commit } from '@qitops/repository';
import { coverageAt } from '../measured.ts';
import type { RunInputs } from '../run-inputs.ts';
import { shardCoverage, shardTests } from './unpack-shard.ts';

/**
 * The shards as one run. A test that several cells ran is one test and as bad as its worst outcome; its message names
 * the jobs. Lines are covered when any shard covered them; one that a shard missed and no other knows is a miss.
 */
export async function joinShards(
  checkout: Checkout,
  shards: readonly ShardDocument[],
  at: { project: string; to: Commit },
): Promise<RunInputs> {
  const files: ReadFile[] = [];
  const coverageFiles: CoverageFile[] = [];
  const totals = emptyCounts();
  const notes = new Set<string>();
  const reports: { format: string; roots: string[]; files: FileCoverage[] }[] = [];
  const tests = new Map<string, Outcome[]>();
  for (const shard of shards) {
    const where = placeName(shard.place);
    const named = <T extends { path: string }>(file: T): T => ({ ...file, path: `${where}: ${file.path}` });
    files.push(...shard.results.files.map(named));
    for (const file of shard.results.files) addCounts(totals, file);
    const { job, matrix } = shard.place;
    for (const read of shardTests(shard, at.project)) {
      const test = { ...read, place: { job, matrix } };
      tests.set(test.id, [...(tests.get(test.id) ?? []), { where, test }]);
    }
    coverageFiles.push(...shard.coverage.files.map(named));
    const sources = new Map(
      shard.coverage.sources.map((source) => [source.path, shardCoverage(source)] as const),
    );
    const mapped = await coverageAt(checkout, sources, shard.measured, at.to);
    if (mapped.note) notes.add(mapped.note);
    reports.push({ format: 'shard', roots: [], files: [...mapped.coverage.values()] });
  }
  return {
    results: {
      tests: [...tests.values()].map((outcomes) => joined(outcomes, shards.length)),
      files,
      totals,
      verdict: verdictOf(files, totals),
    },
    coverage: { files: coverageFiles, merged: mergeReports(reports) },
    measured: shards[0]?.measured ?? null,
    cells: shards.map((shard) => shard.place.cell).sort(),
    notes: [...notes],
  };
}

interface Outcome {
  where: string;
  test: TestResult;
}

/** One test of several outcomes: the worst, with the jobs it came from where there are others. */
function joined(outcomes: readonly Outcome[], shards: number): TestResult {
  const worst = [...outcomes].sort((a, b) => badness(b.test) - badness(a.test))[0]!.test;
  if (!isFailure(worst.status) || shards < 2) return worst;
  const failing = outcomes.filter(({ test }) => isFailure(test.status)).map(({ where }) => where);
  const all = failing.length === outcomes.length && outcomes.length > 1;
  const place = all ? `in all ${outcomes.length} jobs that ran it` : `in ${failing.join(', ')}`;
  return { ...worst, message: `${place}: ${worst.message ?? 'failed without a message'}` };
}

function badness({ status, flaky }: TestResult): number {
  if (isFailure(status)) return 4;
  if (status === 'other' || status === 'warn') return 3;
  if (status === 'passed') return flaky ? 2 : 1;
  return 0;
}
