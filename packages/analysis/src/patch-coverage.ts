import {
  armsOf,
  type FileCoverage,
  hitsOf,
  type MeasuredSidecar,
  noPatchCoverage,
  type PatchCoverage,
} from '@qitops/model';

/** One file of the diff, as far as patch coverage cares. */
export interface ChangedFile {
  path: string;
  /** Lines at the head that the diff added, ascending. */
  added: readonly number[];
  /** Generated, vendored or ignored: listed, never counted. */
  generated: boolean;
  /** Source code that tests could cover: when no report knows it, it is unmeasured. */
  coverable: boolean;
}

export interface PatchInput {
  base: string;
  head: string;
  measured: Pick<MeasuredSidecar, 'sha' | 'tree'>;
  files: readonly ChangedFile[];
  /** By repository path, shards merged, lines numbered as at the head. */
  coverage: ReadonlyMap<string, FileCoverage>;
}

/**
 * Coverage of the added lines. A line counts when any shard measured it and is covered when any shard hit it; a file
 * in no report is unmeasured, not 100 %; nothing coverable is neutral.
 */
export function patchCoverage(input: PatchInput): PatchCoverage {
  const result = noPatchCoverage({
    base: input.base,
    head: input.head,
    measured: { sha: input.measured.sha, tree: input.measured.tree },
  });
  for (const file of input.files) {
    if (file.added.length === 0) continue;
    const coverage = input.coverage.get(file.path);
    if (file.generated) {
      result.generated.push({ path: file.path, lineCount: file.added.length });
    } else if (!coverage) {
      if (file.coverable) result.unmeasured.push({ path: file.path, lineCount: file.added.length });
    } else {
      addFile(result, file, coverage);
    }
  }
  result.neutral = result.lines.total === 0;
  return result;
}

function addFile(result: PatchCoverage, file: ChangedFile, coverage: FileCoverage): void {
  const entry = { path: file.path, covered: [] as number[], missed: [] as number[], partial: [] as number[] };
  let branches = 0;
  for (const line of file.added) {
    const hits = hitsOf(coverage.lines, line);
    if (hits === null) continue;
    const arms = armsOf(coverage.branches, line);
    if (arms) {
      result.branches.covered += arms.covered;
      result.branches.total += arms.total;
      branches += arms.total;
    }
    result.lines.total += 1;
    if (hits === 0) {
      entry.missed.push(line);
    } else {
      result.lines.covered += 1;
      entry.covered.push(line);
      if (arms && arms.covered < arms.total) entry.partial.push(line);
    }
  }
  if (branches > 0 && !coverage.branches.identified) result.branches.lowerBound = true;
  if (entry.covered.length + entry.missed.length > 0) result.files.push(entry);
}
