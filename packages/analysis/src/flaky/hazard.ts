/** One first attempt, as the shared-cause estimate sees it. */
export interface SuiteAttempt {
  suite: string;
  failed: boolean;
  /** Probability of failure that was predicted before the attempt. */
  predicted: number;
}

export interface Hazards {
  /** Probability, by suite, that a test of it failed for a cause it shares with others. */
  bySuite: Map<string, number>;
  /** The whole run was hit: two suites, or one wholly. */
  wide: boolean;
}

/** A failure that was predicted with less than this is unexpected. */
const UNEXPECTED = 0.3;
const MIN_UNEXPECTED = 3;
const HIGHEST = 0.95;

/**
 * Estimates what a run's failures share: h = (unexpected failures − 1) / tests of the suite, where at least three
 * were unexpected.
 */
export function sharedHazards(attempts: readonly SuiteAttempt[]): Hazards {
  const tests = new Map<string, number>();
  const unexpected = new Map<string, number>();
  for (const { suite, failed, predicted } of attempts) {
    tests.set(suite, (tests.get(suite) ?? 0) + 1);
    if (failed && predicted < UNEXPECTED) unexpected.set(suite, (unexpected.get(suite) ?? 0) + 1);
  }
  const bySuite = new Map<string, number>();
  for (const [suite, count] of unexpected) {
    if (count >= MIN_UNEXPECTED) bySuite.set(suite, Math.min((count - 1) / tests.get(suite)!, HIGHEST));
  }
  const hit = [...bySuite.values()].filter((hazard) => hazard > 0.15).length;
  return { bySuite, wide: hit >= 2 || [...bySuite.values()].some((hazard) => hazard > 0.6) };
}
