import type { PossibleFlake } from './interval.ts';

/** What the detector knows of one test after the runs it has seen. */
export interface TestState {
  belief: Float64Array;
  /** Whether it ever failed; tests that never did may share one belief. */
  hasFailed: boolean;
  /** Passes on sound code in runs without a failure, each weighted with how sure it is that the code was sound. */
  soundPasses: number;
  possibleFlakes: PossibleFlake[];
  runs: number;
  failures: number;
  /** Failed attempts put down to chance. */
  flakes: number;
  /** Trees on which a failure was put down to chance. */
  flakyTrees: Set<string>;
  /** Trees on which it failed and passed. */
  bothOnOneTree: number;
  passedOnRetry: number;
  lastFailedSha: string | null;
  /** Whether it failed every attempt on the last tree of the default branch. */
  failsOnBranch: boolean;
  /** Runs without a failure, and how many of them were before the last failure put down to chance. */
  passes: number;
  passesBeforeFlake: number;
  renamedFrom: string | null;
  /** Position of the test whose evidence it inherits. */
  inheritedFrom: number | null;
  cluster: string | null;
}

export function emptyTestState(belief: Float64Array): TestState {
  return {
    belief,
    hasFailed: false,
    soundPasses: 0,
    possibleFlakes: [],
    runs: 0,
    failures: 0,
    flakes: 0,
    flakyTrees: new Set(),
    bothOnOneTree: 0,
    passedOnRetry: 0,
    lastFailedSha: null,
    failsOnBranch: false,
    passes: 0,
    passesBeforeFlake: 0,
    renamedFrom: null,
    inheritedFrom: null,
    cluster: null,
  };
}
