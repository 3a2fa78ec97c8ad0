import type { HistoryView, TestRef, TriagedFailure } from '@qitops/model';
import { linkRenames } from '../renames.ts';
import { creditSets } from './credit.ts';
import {
  advance,
  breakMore,
  brokenMass,
  chanceOfFailure,
  cleanPasses,
  inherit,
  likelihoodIfSound,
  observe,
  observeBeside,
  priorState,
  type Switching,
} from './grid.ts';
import { chanceShare, likelihoodOf } from './likelihood.ts';
import { Passes } from './passes.ts';
import { PullRequests } from './pull-requests.ts';
import { settle } from './settle.ts';
import { type Causes, Suites } from './suites.ts';
import { emptyTestState, type TestState } from './test-state.ts';
import { type Failing, outcomesOf, type Tree, treesOf } from './trees.ts';
import { Verdicts } from './verdicts.ts';

export type { TestState } from './test-state.ts';

export interface DetectorResult {
  tests: TestState[];
  triage: (TriagedFailure & { test: number })[];
}

/** Changes that break a single test, per tree; what share of broken tests each tree mends. */
const SINGLE_BREAKS = 0.12;
const MENDS = { onBranch: 0.15, beside: 0.05 };
/** A change that breaks several tests of a suite breaks single ones elsewhere this many times more often. */
const ALONGSIDE = 20;
/** Weight of the evidence that a renamed test inherits. */
const INHERITED = 0.8;

/**
 * Runs the filter over the history tree by tree: per test a belief over (phase of flakiness and rate, broken or not),
 * after the causes that several tests of a run share. O(tests) a run.
 */
export function detectFlaky(view: HistoryView): DetectorResult {
  const filter = new Filter(view.tests);
  treesOf(view).forEach((tree, index) => {
    filter.add(tree, index);
  });
  return filter.finish();
}

/** What the filter knows between two trees. */
export interface FilterState {
  tests: TestState[];
  suites: ReturnType<Suites['state']>;
  verdicts: ReturnType<Verdicts['state']>;
  pulls: ReturnType<PullRequests['state']>;
  /** Tests of the last tree of the default branch. */
  onBranch: readonly number[];
}

/**
 * A change of beliefs that is worked out once for all tests that share one: those that never failed do, and most never
 * have. A test that failed has a belief of its own, which is changed in place.
 */
class Alike {
  readonly #changed = new Map<Float64Array, Map<number, Float64Array>>();
  readonly #change: (belief: Float64Array, runs: number) => void;
  /** What was asked for last, which nearly every test asks for. */
  #last: { belief: Float64Array; runs: number; changed: Float64Array } | null = null;

  constructor(change: (belief: Float64Array, runs: number) => void) {
    this.#change = change;
  }

  apply(state: TestState, runs: number): void {
    if (state.hasFailed) {
      this.#change(state.belief, runs);
      return;
    }
    if (this.#last?.belief === state.belief && this.#last.runs === runs) {
      state.belief = this.#last.changed;
      return;
    }
    let byRuns = this.#changed.get(state.belief);
    if (!byRuns) {
      byRuns = new Map();
      this.#changed.set(state.belief, byRuns);
    }
    let changed = byRuns.get(runs);
    if (!changed) {
      changed = Float64Array.from(state.belief);
      this.#change(changed, runs);
      byRuns.set(runs, changed);
    }
    this.#last = { belief: state.belief, runs, changed };
    state.belief = changed;
  }
}

/** The filter over trees that are added one after the other. */
export class Filter {
  readonly #refs: readonly TestRef[];
  readonly #tests: TestState[];
  readonly #suites: Suites;
  readonly #verdicts: Verdicts;
  readonly #pulls: PullRequests;
  /** Tests of the last tree of the default branch. */
  #onBranch: readonly number[];

  /**
   * @param refs the tests, those of the state first and in its order.
   * @param state what {@link state} gave, which is changed from here on.
   */
  constructor(refs: readonly TestRef[], state?: FilterState) {
    this.#refs = refs;
    const prior = priorState();
    this.#tests = refs.map((_, test) => state?.tests[test] ?? emptyTestState(prior));
    this.#pulls = new PullRequests(state?.pulls);
    this.#verdicts = new Verdicts(state?.verdicts);
    this.#suites = new Suites(refs, this.#tests, this.#pulls, state?.suites);
    this.#onBranch = state?.onBranch ?? [];
  }

  /** What it knows so far; it goes on changing, and {@link finish} ends it. */
  state(): FilterState {
    return {
      tests: this.#tests,
      suites: this.#suites.state(),
      verdicts: this.#verdicts.state(),
      pulls: this.#pulls.state(),
      onBranch: this.#onBranch,
    };
  }

  add(tree: Tree, index: number): void {
    this.#verdicts.nextTree();
    const passes = new Passes(this.#tests.length);
    const failing = new Map<number, Failing[]>();
    const runs = tree.runs.map((each) => outcomesOf(each.run, each.index));
    for (const outcomes of runs) {
      for (const test of outcomes.passed) passes.add(test, 1);
      for (const each of outcomes.failing) {
        const before = failing.get(each.test);
        if (before) before.push(each);
        else failing.set(each.test, [each]);
        passes.add(each.test, 0);
      }
    }
    this.#linkRenamed(passes);
    const breaks = SINGLE_BREAKS / passes.size;
    const switching: Switching = { breaks, mends: tree.onBranch ? MENDS.onBranch : MENDS.beside };
    if (tree.onBranch) {
      const advanced = new Alike((belief) => advance(belief, switching));
      for (const test of passes.tests) advanced.apply(this.#tests[test]!, 0);
      this.#onBranch = passes.tests;
    }
    const causes = this.#suites.explain(tree, index, runs, { passes, failing }, breaks);
    const inBlock = causes.shared.some(({ cause }) => cause.block > 0.5);
    const passed = new Alike((belief, runs) => {
      if (tree.onBranch) observe(belief, cleanPasses(runs));
      else observeBeside(belief, cleanPasses(runs), switching);
    });
    for (const test of passes.tests) {
      const clean = passes.of(test);
      const failed = failing.get(test);
      if (failed) this.#failed(tree, failed, clean, causes, inBlock ? breaks * ALONGSIDE : breaks, switching);
      else this.#passed(tree, test, clean, switching, passed);
    }
    creditSets(this.#suites.clusters, causes.shared, { tree, index }, this.#tests, this.#verdicts);
  }

  finish(): DetectorResult {
    const triage = settle(this.#refs, this.#tests, this.#verdicts.all);
    for (const [test, name] of this.#suites.clusters.names()) this.#tests[test]!.cluster = name;
    return { tests: this.#tests, triage };
  }

  #passed(tree: Tree, test: number, runs: number, switching: Switching, alike: Alike): void {
    const state = this.#tests[test]!;
    if (tree.onBranch) {
      if (this.#verdicts.isOpen(test)) {
        const seen = cleanPasses(runs);
        this.#verdicts.see(test, switching, likelihoodIfSound(state.belief, seen), seen.broken);
      }
      state.failsOnBranch = false;
    }
    if (this.#pulls.has(tree.pr, test)) {
      const broken = observeBeside(state.belief, cleanPasses(runs), this.#beside(tree, test, switching));
      this.#pulls.set(tree.pr, test, broken);
    } else alike.apply(state, runs);
    state.runs += runs;
    state.passes += runs;
    state.soundPasses += runs;
  }

  #failed(
    tree: Tree,
    failing: Failing[],
    clean: number,
    causes: Causes,
    breaks: number,
    switching: Switching,
  ): void {
    const { test } = failing[0]!;
    const state = this.#tests[test]!;
    const explained = failing.map((each) => ({ attempts: each.attempts, cause: causes.of(each) }));
    const seen = likelihoodOf(explained, clean);
    const broke = explained.reduce((most, { cause }) => Math.max(most, cause.block * cause.share), breaks);
    const before = state.belief;
    state.belief = Float64Array.from(before);
    state.hasFailed = true;
    let broken: number;
    if (tree.onBranch) {
      this.#verdicts.see(test, switching, likelihoodIfSound(state.belief, seen), seen.broken);
      breakMore(state.belief, broke - switching.breaks);
      observe(state.belief, seen);
      broken = brokenMass(state.belief);
      state.failsOnBranch = clean === 0 && failing.every(({ attempts }) => attempts.at(-1));
    } else {
      broken = observeBeside(state.belief, seen, this.#beside(tree, test, { ...switching, breaks: broke }));
      this.#pulls.set(tree.pr, test, broken);
    }
    const passesBefore = state.passes;
    const soundPassesBefore = state.soundPasses;
    state.soundPasses += clean * (1 - broken);
    state.runs += clean + failing.length;
    state.passes += clean;
    failing.forEach(({ attempts, run }, i) => {
      const failures = attempts.filter(Boolean).length;
      const chance = (1 - broken) * chanceShare(before, explained[i]!);
      if (attempts[0]) state.failures += 1;
      if (!attempts.at(-1)) state.passedOnRetry += 1;
      this.#verdicts.add({
        test,
        run,
        tree: tree.tree,
        attempts: attempts.length,
        failures,
        first: attempts[0]!,
        passesBefore,
        soundPassesBefore,
        expected: chanceOfFailure(before),
        weights: { flake: chance, infrastructure: 1 - broken - chance, regression: broken },
        onBranch: tree.onBranch,
        later: [1, 0, 0, 1],
        age: 0,
      });
    });
    if (clean > 0 || failing.some(({ attempts }) => !attempts.at(-1))) state.bothOnOneTree += 1;
    state.lastFailedSha = tree.runs.at(-1)!.run.info.sha;
  }

  #beside(tree: Tree, test: number, { breaks, mends }: Switching): Switching {
    return { breaks: Math.max(breaks, this.#pulls.broken(tree.pr, test)), mends };
  }

  /** A test that appears as one of its file vanishes may be that one under a new name. */
  #linkRenamed(present: Passes): void {
    const appeared = present.tests.filter((test) => this.#tests[test]!.runs === 0);
    if (appeared.length === 0 || this.#onBranch.length === 0) return;
    const refs = (tests: readonly number[]) => tests.map((index) => ({ ...this.#refs[index]!, index }));
    const vanished = refs(this.#onBranch).filter(({ index }) => !present.has(index));
    const fresh = new Map(refs(appeared).map((test) => [test.id, test.index]));
    for (const [id, from] of linkRenames(vanished, refs(appeared))) {
      const to = this.#tests[fresh.get(id)!]!;
      const old = this.#tests[from.index]!;
      to.hasFailed = true;
      to.belief = inherit(old.belief, INHERITED);
      to.inheritedFrom = from.index;
      to.renamedFrom = from.name;
    }
  }
}
