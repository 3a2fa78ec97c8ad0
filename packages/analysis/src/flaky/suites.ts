import type { TestRef } from '@qitops/model';
import { explainRun } from './causes.ts';
import { ClusterMemory, type FailingSet, isSet, knownSet } from './clusters.ts';
import { BROKEN_FAILS, brokenMass, chanceOfFailure } from './grid.ts';
import { NO_CAUSE } from './likelihood.ts';
import type { Passes } from './passes.ts';
import type { PullRequests } from './pull-requests.ts';
import type { CausePriors, Explanation, SuiteRun, Unexpected } from './suite-run.ts';
import type { TestState } from './test-state.ts';
import type { Failing, Outcomes, Tree } from './trees.ts';

/** What was seen of one tree: runs in which a test only passed, and its attempts in those in which it failed. */
export interface TreeEvidence {
  passes: Passes;
  failing: ReadonlyMap<number, readonly Failing[]>;
}

/** Unexpected failures of one suite in one run, with their explanation. */
export interface SharedFailure {
  run: number;
  suite: number;
  tests: number[];
  like: FailingSet | null;
  cause: Explanation;
}

export interface Causes {
  of(failing: Failing): Explanation;
  shared: SharedFailure[];
}

/** Keeps logarithms finite. */
const SMALLEST = 1e-200;
/** A failure that was predicted with less than this is unexpected. */
const UNEXPECTED = 0.3;
/** Probability that a test fails by chance in another run of the tree as well. */
const ELSEWHERE_TOO = 0.05;
/** What is expected of a repository that was never seen, and of how many runs or trees that is worth. */
const OUTAGES = { mean: 0.02, worth: 50 };
const BLOCKS = { mean: 0.12, worth: 30 };
/** Probability that an outage lasts into the next run. */
const OUTAGE_LASTS = 0.3;
/** Clusters not seen before, per run. */
const NEW_CLUSTERS = 0.02;

/** Explains what the failures of a suite share, and learns how common outages and broken suites are here. */
export class Suites {
  readonly clusters: ClusterMemory;
  readonly #suiteOf: number[];
  /** Suites that any run so far had. */
  readonly #seen: Set<number>;
  #lastSeen = -1;
  readonly #pulls: PullRequests;
  readonly #tests: readonly TestState[];
  #runs: number;
  #outages: number;
  #lastOutage: number;
  #trees: number;
  #blocks: number;

  /** @param state what {@link state} gave, which is changed from here on. */
  constructor(
    refs: readonly TestRef[],
    tests: readonly TestState[],
    pulls: PullRequests,
    state?: ReturnType<Suites['state']>,
  ) {
    this.clusters = new ClusterMemory(state?.clusters);
    this.#seen = state?.seen ?? new Set();
    this.#runs = state?.runs ?? 0;
    this.#outages = state?.outages ?? 0;
    this.#lastOutage = state?.lastOutage ?? 0;
    this.#trees = state?.trees ?? 0;
    this.#blocks = state?.blocks ?? 0;
    this.#pulls = pulls;
    const ids = new Map<string, number>();
    this.#suiteOf = refs.map(({ suite, file }) => {
      const key = suite.join('\u0000') || (file ?? '');
      if (!ids.has(key)) ids.set(key, ids.size);
      return ids.get(key)!;
    });
    this.#tests = tests;
  }

  /** What was learnt so far; it goes on changing. */
  state() {
    return {
      clusters: this.clusters.state(),
      seen: this.#seen,
      runs: this.#runs,
      outages: this.#outages,
      lastOutage: this.#lastOutage,
      trees: this.#trees,
      blocks: this.#blocks,
    };
  }

  explain(
    tree: Tree,
    index: number,
    runs: readonly Outcomes[],
    evidence: TreeEvidence,
    single: number,
  ): Causes {
    for (const test of evidence.passes.tests) this.#see(this.#suiteOf[test]!);
    const byRun = new Map<number, Map<number, Explanation>>();
    const shared: SharedFailure[] = [];
    const blocks = new Map<number, number>();
    for (const outcomes of runs) {
      const { suites, likes } = this.#suitesOf(tree, index, outcomes, evidence);
      const causes = explainRun(suites, this.#priors(single));
      byRun.set(outcomes.index, new Map(suites.map(({ suite }, i) => [suite, causes[i]!])));
      suites.forEach(({ suite, failed }, i) => {
        const cause = causes[i]!;
        blocks.set(suite, Math.max(blocks.get(suite) ?? 0, cause.block));
        const tests = failed.map(({ test }) => test);
        if (isSet(tests.length)) {
          shared.push({
            run: outcomes.index,
            suite,
            tests,

            like: likes[i] ?? null,
            cause,
          });
        }
      });
      this.#runs += 1;
      this.#lastOutage = Math.max(0, ...causes.map(({ outage }) => outage));
      this.#outages += this.#lastOutage;
    }
    this.#trees += 1;
    for (const block of blocks.values()) this.#blocks += block;
    return {
      of: ({ run, test }) => byRun.get(run)?.get(this.#suiteOf[test]!) ?? NO_CAUSE,
      shared,
    };
  }

  /** Most tests are of the suite of the test before. */
  #see(suite: number): void {
    if (suite === this.#lastSeen) return;
    this.#lastSeen = suite;
    this.#seen.add(suite);
  }

  #priors(single: number): CausePriors {
    const count = Math.max(1, this.#seen.size);
    const outage = Math.min(
      0.3,
      (OUTAGES.mean * OUTAGES.worth + this.#outages) / (OUTAGES.worth + this.#runs),
    );
    const block = (BLOCKS.mean * BLOCKS.worth + this.#blocks) / (BLOCKS.worth + this.#trees);
    return {
      outage: outage + (1 - outage) * OUTAGE_LASTS * this.#lastOutage,
      block: Math.min(0.5, block / count),
      cluster: NEW_CLUSTERS / count,
      single,
    };
  }

  #suitesOf(
    tree: Tree,
    index: number,
    { passed, failing }: Outcomes,
    evidence: TreeEvidence,
  ): { suites: SuiteRun[]; likes: (FailingSet | null)[] } {
    const bySuite = new Map<number, SuiteRun>();
    let last: SuiteRun | undefined;
    const suiteRun = (test: number): SuiteRun => {
      const suite = this.#suiteOf[test]!;
      if (last?.suite === suite) return last;
      last = bySuite.get(suite) ?? { suite, size: 0, failed: [], known: null };
      bySuite.set(suite, last);
      return last;
    };
    for (const test of passed) suiteRun(test).size += 1;
    for (const each of failing) {
      const suite = suiteRun(each.test);
      const unexpected = each.attempts[0] ? this.#unexpected(tree, each, evidence) : null;
      if (unexpected) suite.failed.push(unexpected);
      if (unexpected || !each.attempts[0]) suite.size += 1;
    }
    const suites = [...bySuite.values()];
    const likes = suites.map((suite) => {
      const tests = suite.failed.map(({ test }) => test);
      const like = this.clusters.find(suite.suite, tests, suite.size, index);
      if (like)
        suite.known = knownSet(like, evidence.passes, { index, onBranch: tree.onBranch, pr: tree.pr });
      return like;
    });
    return { suites, likes };
  }

  /** The failing test as the explanation takes it, or null when its failure was to be expected. */
  #unexpected({ onBranch, pr }: Tree, each: Failing, { passes, failing }: TreeEvidence): Unexpected | null {
    const { belief } = this.#tests[each.test]!;
    const chance = chanceOfFailure(belief);
    const carried = onBranch ? 0 : this.#pulls.broken(pr, each.test);
    const broken = 1 - (1 - brokenMass(belief)) * (1 - carried);
    if (chance * (1 - broken) + BROKEN_FAILS * broken >= UNEXPECTED) return null;
    const passed = passes.of(each.test);
    const elsewhere = {
      failed: 0,
      passed,
      sound: 1,
      broken: Math.max(SMALLEST, (1 - BROKEN_FAILS) ** passed),
    };
    for (const { run, attempts } of failing.get(each.test) ?? []) {
      if (run === each.run) continue;
      elsewhere.failed += 1;
      elsewhere.sound *= ELSEWHERE_TOO;
      for (const failed of attempts) elsewhere.broken *= failed ? BROKEN_FAILS : 1 - BROKEN_FAILS;
    }
    return { test: each.test, attempts: each.attempts, chance, elsewhere };
  }
}
