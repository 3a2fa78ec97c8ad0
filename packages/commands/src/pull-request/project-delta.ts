import { coverageDelta, notComparable } from '@qitops/analysis';
import type { CoverageDelta, FileCoverage } from '@qitops/model';
import type { MeasuredAncestor } from './base-coverage.ts';

export interface ProjectDeltaInput {
  base: MeasuredAncestor;
  head: ReadonlyMap<string, FileCoverage>;
  /** Shards that the head's coverage is made of, sorted. */
  shards: readonly string[];
  /** Paths in the tree of the head. */
  headFiles: ReadonlySet<string>;
  /** Whether a path is left out of every figure. */
  ignored: (path: string) => boolean;
  /** The part that is compared; absent = all. */
  has?: (path: string) => boolean;
}

/**
 * Project coverage against an ancestor's. Sets that do not answer to each other are not compared: other shards, or
 * files that are still there and that no report knows any more.
 */
export function projectDelta(input: ProjectDeltaInput): CoverageDelta {
  const { base, headFiles, has = () => true } = input;
  const ignored = (path: string): boolean => input.ignored(path) || !has(path);
  const head = only(input.head, has);
  const before = only(base.files, (path) => !ignored(path));
  const lost = [...before.keys()].filter((path) => {
    const to = base.mapPath(path);
    return to !== null && !head.has(to) && headFiles.has(to) && !ignored(to);
  });
  if (lost.length > 0) {
    if (input.shards.join() !== base.shards.join())
      return notComparable(`${shardText(base.shards)} then, ${shardText(input.shards)} now`);
    const more = lost.length > 1 ? ` and ${lost.length - 1} more` : '';
    return notComparable(`${lost[0]}${more} measured there, but in no report now`);
  }
  return coverageDelta({ base: before, head, mapLine: base.mapLine });
}

function shardText(shards: readonly string[]): string {
  return `${shards.length} shard${shards.length === 1 ? '' : 's'} measured`;
}

/** The part of coverage for which `has` holds. */
export function only(
  files: ReadonlyMap<string, FileCoverage>,
  has: (path: string) => boolean,
): Map<string, FileCoverage> {
  return new Map([...files].filter(([path]) => has(path)));
}
