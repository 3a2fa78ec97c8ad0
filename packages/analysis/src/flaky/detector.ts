import {
  type FailureCause,
  type HistoryRun,
  type HistoryView,
  isFailure,
  statusIn,
  statusOfCode,
  type TestStatus,
  type TriagedFailure,
} from '@qitops/model';
import {
  adoptRates,
  advanceBroken,
  advanceFlaky,
  brokenMass,
  failureProbability,
  ON_BRANCH,
  ON_PULL_REQUEST,
  observe,
  priorState,
  RATES,
} from './grid.ts';
import { type SuiteAttempt, sharedHazards } from './hazard.ts';

/** What the detector knows of one test after the runs it has seen. */
export interface TestState {
  belief: Float64Array;
  runs: number;
  failures: number;
  /** Failures put down to chance. */
  flakes: number;
  /** Trees on which a failure was put down to chance. */
  flakyTrees: Set<string>;
  /** Times it failed and passed on one tree. */
  bothOnOneTree: number;
  passedOnRetry: number;
  lastFailedSha: string | null;
  /** Passing runs since the last failure put down to chance. */
  cleanPasses: number;
  wasFlaky: boolean;
}

export interface DetectorResult {
  tests: TestState[];
  triage: (TriagedFailure & { test: number })[];
}

/**
 * Runs the filter over the history in order: per test a belief over (failure rate, broken or not), updated by every
 * attempt, with causes shared by several tests of a run estimated apart. O(tests) a run.
 */
export function detectFlaky(view: HistoryView): DetectorResult {
  const filter = new Filter(view);
  view.runs.forEach((run, index) => {
    if (run.info.trust !== 'fork' && run.info.tree !== null) filter.add(run, index);
  });
  return { tests: filter.tests, triage: filter.triage };
}

interface Outcome {
  test: number;
  /** First attempt first; true = failed. */
  attempts: boolean[];
}

class Filter {
  readonly tests: TestState[];
  readonly triage: DetectorResult['triage'] = [];
  readonly #suites: string[];
  readonly #view: HistoryView;
  #branchTree: string | null = null;
  /** Outcomes seen on each tree, to tell both-on-one-tree: bit 1 passed, bit 2 failed. */
  readonly #seenOnTree = new Map<string, Uint8Array>();
  /** Beliefs of the open pull request trees. */
  readonly #onPullRequest = new Map<string, Map<number, Float64Array>>();

  constructor(view: HistoryView) {
    this.#view = view;
    this.#suites = view.tests.map((test) => test.suite.join('\u0000') || (test.file ?? ''));
    this.tests = view.tests.map(() => ({
      belief: priorState(),
      runs: 0,
      failures: 0,
      flakes: 0,
      flakyTrees: new Set(),
      bothOnOneTree: 0,
      passedOnRetry: 0,
      lastFailedSha: null,
      cleanPasses: 0,
      wasFlaky: false,
    }));
  }

  add(run: HistoryRun, index: number): void {
    const onBranch = run.info.trust === 'branch';
    const tree = run.info.tree!;
    const outcomes = outcomesOf(run);
    if (onBranch && tree !== this.#branchTree) {
      for (const { test } of outcomes) {
        advanceBroken(this.tests[test]!.belief, ON_BRANCH);
        advanceFlaky(this.tests[test]!.belief);
      }
      this.#branchTree = tree;
    }
    const beliefs = onBranch ? null : this.#beliefsOn(tree);
    const beliefOf = (test: number): Float64Array => this.#belief(test, beliefs);
    const predicted: SuiteAttempt[] = outcomes.map(({ test, attempts }) => ({
      suite: this.#suites[test]!,
      failed: attempts[0]!,
      predicted: failureProbability(beliefOf(test)),
    }));
    const hazards = sharedHazards(predicted);
    for (const outcome of outcomes) {
      const belief = beliefOf(outcome.test);
      const hazard = hazards.bySuite.get(this.#suites[outcome.test]!) ?? 0;
      const before = outcome.attempts[0] ? Float64Array.from(belief) : null;
      outcome.attempts.forEach((failed, attempt) => {
        observe(belief, failed, attempt === 0 || hazards.wide ? hazard : 0);
      });
      if (beliefs) adoptRates(this.tests[outcome.test]!.belief, belief);
      this.#remember(run, outcome, tree);
      if (before) this.#judge(run, index, outcome, before, belief, hazard);
    }
  }

  #beliefsOn(tree: string): Map<number, Float64Array> {
    let beliefs = this.#onPullRequest.get(tree);
    if (!beliefs) {
      beliefs = new Map();
      this.#onPullRequest.set(tree, beliefs);
    }
    return beliefs;
  }

  /** The belief that a run updates: the test's own, or a copy of it that lives as long as the PR's tree. */
  #belief(test: number, onPullRequest: Map<number, Float64Array> | null): Float64Array {
    const own = this.tests[test]!.belief;
    if (!onPullRequest) return own;
    let belief = onPullRequest.get(test);
    if (!belief) {
      belief = Float64Array.from(own);
      advanceBroken(belief, ON_PULL_REQUEST);
      onPullRequest.set(test, belief);
    }
    return belief;
  }

  #remember(run: HistoryRun, { test, attempts }: Outcome, tree: string): void {
    const state = this.tests[test]!;
    const passed = !attempts.at(-1)!;
    const failed = attempts.includes(true);
    state.runs += 1;
    if (attempts[0]) state.failures += 1;
    if (failed) state.lastFailedSha = run.info.sha;
    if (failed && passed) state.passedOnRetry += 1;
    if (!failed) state.cleanPasses += 1;
    let seen = this.#seenOnTree.get(tree);
    if (!seen) {
      seen = new Uint8Array(this.#view.tests.length);
      this.#seenOnTree.set(tree, seen);
    }
    const bits = (passed ? 1 : 0) | (failed ? 2 : 0);
    if (seen[test] !== 3 && (seen[test]! | bits) === 3) state.bothOnOneTree += 1;
    seen[test]! |= bits;
  }

  /** Says why a first attempt failed: the likeliest of chance, a shared cause and broken code. */
  #judge(
    run: HistoryRun,
    index: number,
    { test, attempts }: Outcome,
    before: Float64Array,
    after: Float64Array,
    hazard: number,
  ): void {
    const broken = brokenMass(after);
    let chance = 0;
    let shared = 0;
    for (let g = 0; g < RATES.length; g++) {
      chance += before[g * 2]! * RATES[g]! * (1 - hazard);
      shared += before[g * 2]! * hazard;
    }
    const sum = chance + shared || 1;
    const odds: [FailureCause, number][] = [
      ['regression', broken],
      ['flake', ((1 - broken) * chance) / sum],
      ['infrastructure', ((1 - broken) * shared) / sum],
    ];
    const [cause, confidence] = odds.reduce((best, next) => (next[1] > best[1] ? next : best));
    const { suite, name } = this.#view.tests[test]!;
    this.triage.push({ test, run: index, suite, name, cause, confidence });
    const state = this.tests[test]!;
    if (cause === 'flake') {
      state.flakes += attempts.filter(Boolean).length;
      state.flakyTrees.add(run.info.tree!);
      state.cleanPasses = 0;
    }
  }
}

/** First to last attempt of every test that ran; skipped ones say nothing. */
function outcomesOf(run: HistoryRun): Outcome[] {
  const outcomes: Outcome[] = [];
  for (let test = 0; test < run.status.length; test++) {
    const final = statusIn(run, test);
    if (!final || !isOutcome(final)) continue;
    const earlier = [...(run.attempts.get(test) ?? '')]
      .map(statusOfCode)
      .filter((status): status is TestStatus => status !== null && isOutcome(status));
    outcomes.push({ test, attempts: [...earlier, final].map(isFailure) });
  }
  return outcomes;
}

function isOutcome(status: TestStatus): boolean {
  return status === 'passed' || isFailure(status);
}
