/** A first attempt that failed although it was expected to pass. */
export interface Unexpected {
  test: number;
  /** First to last; true = failed. */
  attempts: boolean[];
  /** Probability that it fails by chance if its code is sound. */
  chance: number;
  /** The other runs of the tree: in how many it failed and passed; how likely that is by chance and if its code is broken. */
  elsewhere: { failed: number; passed: number; sound: number; broken: number };
}

/** One suite in one run. */
export interface SuiteRun {
  suite: number;
  /** Tests that were expected to pass. */
  size: number;
  failed: Unexpected[];
  /** A set of tests that failed together before, and now again. */
  known: KnownSet | null;
}

export interface KnownSet {
  members: ReadonlySet<number>;
  /** Prior probability that it fails together again: as a flaky cluster, as its code is broken still, when an outage hits the suite. */
  asCluster: number;
  asBroken: number;
  asOutage: number;
}

/** Prior probabilities. */
export interface CausePriors {
  /** An outage, per run. */
  outage: number;
  /** A change that breaks several tests of a suite, per suite and tree. */
  block: number;
  /** A change that breaks one test, per test and tree. */
  single: number;
  /** A set of tests that flake together and was not seen before, per suite and run. */
  cluster: number;
}

/** What the failures of a suite in a run share: probabilities of the causes, and their strength. */
export interface Explanation {
  outage: number;
  /** Probability that an attempt fails for the outage: the first, the first retry, … */
  hazards: number[];
  block: number;
  /** Share of the suite that the change broke. */
  share: number;
  cluster: number;
}
