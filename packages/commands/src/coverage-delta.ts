import { coverageDelta, notComparable } from '@qitops/analysis';
import type { CoverageDelta, FileCoverage, HistoryView } from '@qitops/model';
import { type Checkout, diffCommits, mapLine, type Range } from '@qitops/repository';
import type { CommandContext } from './context.ts';
import { openHistory } from './store.ts';

export interface DeltaOfInput {
  context: CommandContext;
  checkout: Checkout;
  store: string | null;
  view: HistoryView;
  range: Range;
  head: ReadonlyMap<string, FileCoverage>;
  hasCoverage: boolean;
  /** Commits that are searched for one whose coverage was stored. */
  ancestors: number;
}

/** Project coverage against that of the nearest ancestor whose coverage is in the history. */
export async function deltaOf(input: DeltaOfInput): Promise<CoverageDelta> {
  const { context, checkout, store, view, range } = input;
  if (!input.hasCoverage) return notComparable('no coverage report was found');
  if (!store) return notComparable('no history');
  const history = await openHistory(context, store);
  const stored = await history.coverageKeys();
  const bySha = new Map<string, string>();
  for (const { info } of view.runs) {
    if (info.trust === 'branch' && stored.has(info.key)) bySha.set(info.sha, info.key);
  }
  const ancestors = await checkout.ancestors(range.from.sha, input.ancestors);
  const sha = ancestors.find((commit) => bySha.has(commit));
  const base = sha && (await history.coverage(bySha.get(sha)!));
  if (!sha || !base) return notComparable('no ancestor with stored coverage');
  const hunks = new Map(
    (await diffCommits(checkout.git, sha, range.to.sha)).map((file) => [file.oldPath ?? file.path, file]),
  );
  return coverageDelta({
    base: base.files,
    head: input.head,
    mapLine: (path, line) => {
      const file = hunks.get(path);
      if (!file) return { path, line };
      if (file.status === 'deleted') return null;
      const to = mapLine(file.hunks, line);
      return to === null ? null : { path: file.path, line: to };
    },
  });
}
