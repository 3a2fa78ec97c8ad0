import type { KnownSet } from './suite-run.ts';

/** A set of tests of a suite that failed together. */
export interface FailingSet {
  suite: number;
  /** How often each test failed in it. */
  hits: Map<number, number>;
  occurrences: number;
  /** Position of the trees it was first and last seen on. */
  first: number;
  last: number;
  /** Probability that it is a flaky cluster, that a change broke it, that an outage did. */
  cluster: number;
  block: number;
  outage: number;
  onBranch: boolean;
  pr: number | null;
  /** Verdicts of sights that were not taken for a cluster; they are counted when it turns out to be one. */
  uncounted: number[];
  name: string | null;
}

/** Least likeness (Jaccard) of two failing sets that are one cluster, and the largest share of a suite one may be. */
const LIKE = 0.55;
const LARGEST = 0.6;
/** Sets remembered a suite. */
const REMEMBERED = 24;
/** Prior probability that an outage that hits a suite hits a set that it hit before. */
const OUTAGE_AGAIN = 0.3;
/** What a set is for one cause at least, whatever it was taken for. */
const LEAST = 0.02;
/** How often a cluster strikes at least and at most, per tree. */
const STRIKES: [number, number] = [0.005, 0.5];
const BROKEN_AGAIN = { samePullRequest: 0.8, merged: 0.1, elsewhere: 0.002 };

/** Remembers which tests failed together. */
export class ClusterMemory {
  readonly #bySuite: Map<number, FailingSet[]>;
  #named: number;

  /** @param state what {@link state} gave, which is changed from here on. */
  constructor(state?: ReturnType<ClusterMemory['state']>) {
    this.#bySuite = state?.bySuite ?? new Map();
    this.#named = state?.named ?? 0;
  }

  /** What is remembered so far; it goes on changing. */
  state(): { bySuite: Map<number, FailingSet[]>; named: number } {
    return { bySuite: this.#bySuite, named: this.#named };
  }

  /** The set that these failures are like, if there is one. */
  find(suite: number, failed: readonly number[], suiteSize: number, tree: number): FailingSet | null {
    if (failed.length < 2 || failed.length > LARGEST * suiteSize) return null;
    let best: FailingSet | null = null;
    let likest = LIKE;
    for (const set of this.#bySuite.get(suite) ?? []) {
      if (set.first === tree) continue;
      const members = membersOf(set);
      const shared = failed.filter((test) => members.has(test)).length;
      const likeness = shared / (members.size + failed.length - shared);
      if (likeness >= likest) {
        best = set;
        likest = likeness;
      }
    }
    return best;
  }

  /** Remembers a set that failed; returns the set it belongs to. */
  add(
    seen: Pick<FailingSet, 'suite' | 'cluster' | 'block' | 'outage' | 'onBranch' | 'pr'>,
    tests: readonly number[],
    tree: number,
    like: FailingSet | null,
  ): FailingSet {
    if (like) {
      like.occurrences += 1;
      like.last = tree;
      for (const test of tests) like.hits.set(test, (like.hits.get(test) ?? 0) + 1);
      like.cluster = seen.cluster;
      like.block = seen.block;
      like.outage = seen.outage;
      return like;
    }
    const set: FailingSet = {
      ...seen,
      hits: new Map(tests.map((test) => [test, 1])),
      occurrences: 1,
      first: tree,
      last: tree,
      name: null,
      uncounted: [],
    };
    const sets = this.#bySuite.get(seen.suite) ?? [];
    sets.push(set);
    if (sets.length > REMEMBERED)
      sets.splice(
        sets.findIndex(({ name }) => name === null),
        1,
      );
    this.#bySuite.set(seen.suite, sets);
    return set;
  }

  /** Gives a set its name. */
  confirm(set: FailingSet): void {
    if (set.name) return;
    this.#named += 1;
    set.name = `cluster ${this.#named}`;
  }

  /** Name of the cluster of each test that is in one. */
  names(): Map<number, string> {
    const names = new Map<number, string>();
    for (const set of [...this.#bySuite.values()].flat()) {
      if (set.name) for (const test of membersOf(set)) names.set(test, set.name);
    }
    return names;
  }
}

/** The tests that take part at least every third time. */
export function membersOf({ hits, occurrences }: FailingSet): Set<number> {
  const members = new Set<number>();
  for (const [test, count] of hits) if (count * 3 >= occurrences) members.add(test);
  return members;
}

/** What an earlier sight of a set makes likely now. */
export function knownSet(
  set: FailingSet,
  present: { has(test: number): boolean },
  at: { index: number; onBranch: boolean; pr: number | null },
): KnownSet {
  const strikes = (set.occurrences - 0.5) / (at.index - set.first + 10);
  const samePullRequest = !set.onBranch && set.pr === at.pr && at.pr !== null;
  const again = samePullRequest
    ? BROKEN_AGAIN.samePullRequest
    : !set.onBranch && at.onBranch && set.occurrences === 1
      ? BROKEN_AGAIN.merged
      : BROKEN_AGAIN.elsewhere;
  return {
    members: new Set([...membersOf(set)].filter((test) => present.has(test))),
    asCluster: Math.min(STRIKES[1], Math.max(STRIKES[0], strikes)) * Math.max(LEAST, set.cluster),
    asBroken: again * Math.max(samePullRequest ? LEAST : 0.001, set.block),
    asOutage: OUTAGE_AGAIN * Math.max(LEAST, set.outage),
  };
}

/** Whether a suite's failures are worth remembering as a set. */
export function isSet(failed: number): boolean {
  return failed >= 2;
}
