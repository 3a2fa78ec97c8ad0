import type { HistoryView, RunInfo, TestRef } from '@qitops/model';
import { type DetectorResult, Filter } from './detector.ts';
import { packState, unpackState } from './packed-state.ts';
import { treesOf } from './trees.ts';

/** Raise it whenever the detector comes to other results from the same runs: states of other versions are not used. */
export const DETECTOR_VERSION = 1;

/** What the detector knows of the first runs of a history, from which it goes on with the later ones. */
export interface DetectorState {
  /** The tests it has seen, in its own order. */
  tests: readonly TestRef[];
  /** Runs and trees that are in it. */
  runs: number;
  trees: readonly string[];
  /** The last of the runs. */
  last: RunInfo | null;
  /** The filter, as bytes: what goes on from it changes it. */
  filter: Uint8Array | null;
}

export interface Onwards {
  detected: DetectorResult;
  /** The state after the runs that are not among the newest; null when none was wanted. */
  state: DetectorState | null;
}

const NOTHING: DetectorState = { tests: [], runs: 0, trees: [], last: null, filter: null };

/** The newest runs, which a state leaves out: trees are run again, and pull requests merged, within them. */
export const LEFT_OUT = 20;

/**
 * Goes on from a state with the runs that came after it, and gives the same as {@link detectFlaky} over all runs, to six digits.
 * @param later tests of the state, in its order, then the others; and the runs that are not in the state.
 * @param keep whether a state is wanted, which costs as much as some runs.
 * @returns null when the state cannot be gone on from: a later run belongs before or into what is in it.
 */
export function detectOnwards(
  later: HistoryView,
  from: DetectorState = NOTHING,
  keep = true,
): Onwards | null {
  const inState = new Set(from.trees);
  const first = later.runs[0]?.info;
  if (from.last && first && !comesAfter(first, from.last)) return null;
  if (later.runs.some(({ info }) => info.trust !== 'fork' && info.tree !== null && inState.has(info.tree))) {
    return null;
  }
  const filter = new Filter(later.tests, from.filter ? unpackState(from.filter) : undefined);
  const cut = cutOf(later);
  const trees = treesOf(later).map((tree) => ({
    ...tree,
    runs: tree.runs.map(({ run, index }) => ({ run, index: index + from.runs })),
  }));
  const folded = trees.filter(({ runs }) => runs[0]!.index < from.runs + cut);
  trees.forEach((tree, i) => {
    if (i < folded.length) filter.add(tree, from.trees.length + i);
  });
  const state = keep
    ? {
        tests: later.tests,
        runs: from.runs + cut,
        trees: [...from.trees, ...folded.map(({ tree }) => tree)],
        last: later.runs[cut - 1]?.info ?? from.last,
        filter: cut === 0 ? from.filter : packState(filter.state()),
      }
    : null;
  trees.forEach((tree, i) => {
    if (i >= folded.length) filter.add(tree, from.trees.length + i);
  });
  return { detected: filter.finish(), state };
}

/**
 * The part of a history that is not in a state, with the state's tests first.
 * @returns null when the history does not begin with the runs that are in it.
 */
export function laterRuns(view: HistoryView, { tests, runs, last }: DetectorState): HistoryView | null {
  if (last?.key !== view.runs[runs - 1]?.info.key) return null;
  const there = new Map(view.tests.map(({ id }, i) => [id, i] as const));
  const order: number[] = [];
  for (const { id } of tests) {
    const at = there.get(id);
    if (at === undefined) return null;
    order.push(at);
    there.delete(id);
  }
  order.push(...there.values());
  const to = new Int32Array(order.length);
  order.forEach((from, i) => {
    to[from] = i;
  });
  const moved = <T>(columns: ReadonlyMap<number, T>): Map<number, T> =>
    new Map([...columns].map(([test, value]) => [to[test]!, value]));
  return {
    tests: order.map((i) => view.tests[i]!),
    skipped: view.skipped,
    runs: view.runs.slice(runs).map((run) => ({
      ...run,
      status: picked(run.status, order, new Uint8Array(order.length)),
      durationMs: picked(run.durationMs, order, new Int32Array(order.length)),
      attempts: moved(run.attempts),
      messages: moved(run.messages),
    })),
  };
}

/** Values in another order; a loop, for `from` with a function takes many times as long. */
function picked<T extends Uint8Array | Int32Array>(values: T, order: readonly number[], into: T): T {
  for (let i = 0; i < order.length; i++) into[i] = values[order[i]!]!;
  return into;
}

/** Runs from the first on that may be folded: all but the newest, and no tree with some runs here and some there. */
function cutOf({ runs }: HistoryView): number {
  const last = new Map<string, number>();
  runs.forEach(({ info }, i) => {
    if (info.tree !== null) last.set(info.tree, i);
  });
  let cut = 0;
  let reaches = -1;
  for (let i = 0; i < runs.length - LEFT_OUT; i++) {
    const { tree } = runs[i]!.info;
    if (tree !== null) reaches = Math.max(reaches, last.get(tree)!);
    if (reaches <= i) cut = i + 1;
  }
  return cut;
}

function comesAfter(info: RunInfo, last: RunInfo): boolean {
  return Date.parse(info.startedAt) > Date.parse(last.startedAt);
}
