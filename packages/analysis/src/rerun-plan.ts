import { type FlakyTest, isFailure, type TestResult } from '@qitops/model';

/** Share of the suite's time that reruns may take, and the least that they get, ms. */
const SHARE = 0.02;
const LEAST_MS = 5_000;
/** Runs of a failed test after its first. */
const RETRIES = 2;
/** Runs that a new test is tried in, and what it may take longest for that many, ms. */
const BURN_IN = 10;
const BURN_IN_MS = 5_000;
/** An outage, as flaky detection has it: two suites failing by more than this share, or one by far more. */
const WIDE = { each: 0.15, one: 0.6, least: 3 };

export interface RerunInput {
  tests: readonly TestResult[];
  /** By test id; absent = the history does not know the test. */
  known: ReadonlyMap<string, Pick<FlakyTest, 'probability' | 'runs'>>;
  /** Whether the history has runs at all: without one no test can be called new. */
  hasHistory: boolean;
}

export interface RerunPlan {
  /** Failed tests to run again, likeliest flaky first. */
  retry: TestResult[];
  /** Times that they are run at most: once more for those that failed again. */
  retries: number;
  /** New tests to be tried, and how often. */
  burnIn: { tests: TestResult[]; times: number };
  /** Why nothing, or not everything, is run again. */
  notes: string[];
}

/**
 * What to run again within 2 % of the suite's time: failed tests, never under an outage, and new tests, which are
 * tried ten times before somebody trusts them.
 */
export function planReruns({ tests, known, hasHistory }: RerunInput): RerunPlan {
  const notes: string[] = [];
  const failed = tests.filter((test) => isFailure(test.status) && !test.suiteLevel);
  const suiteMs = tests.reduce((sum, test) => sum + (test.durationMs ?? 0), 0);
  let left = Math.max(LEAST_MS, suiteMs * SHARE);
  const take = (wanted: readonly TestResult[], times: number): TestResult[] =>
    wanted.filter((test) => {
      const cost = (test.durationMs ?? 0) * times;
      if (cost > left) return false;
      left -= cost;
      return true;
    });
  const outage = outageOf(tests);
  if (outage) notes.push(`nothing is run again: ${outage}, which looks like an outage`);
  const chance = (test: TestResult): number => known.get(test.id)?.probability ?? 0;
  const retry = outage
    ? []
    : take(
        failed.toSorted((a, b) => chance(b) - chance(a)),
        RETRIES,
      );
  const over = failed.length - retry.length;
  if (!outage && over > 0) notes.push(`${over} of ${failed.length} failed tests take longer than reruns may`);
  const fresh = hasHistory ? tests.filter((test) => test.status === 'passed' && !known.has(test.id)) : [];
  const longest = Math.max(1, ...fresh.map((test) => test.durationMs ?? 0));
  const times = Math.min(BURN_IN, Math.floor((BURN_IN_MS * BURN_IN) / longest));
  return {
    retry,
    retries: RETRIES,
    burnIn: { tests: outage || times < 2 ? [] : take(fresh, times), times },
    notes,
  };
}

/** Says which suites fail so widely that no single test is to blame; null when none do. */
export function outageOf(tests: readonly TestResult[]): string | null {
  const suites = new Map<string, { tests: number; failed: number }>();
  for (const test of tests) {
    const key = test.file ?? test.suite[0] ?? '';
    const suite = suites.get(key) ?? { tests: 0, failed: 0 };
    suites.set(key, suite);
    suite.tests += 1;
    if (isFailure(test.status)) suite.failed += 1;
  }
  const hit = [...suites].filter(
    ([, { tests: n, failed }]) => failed >= WIDE.least && failed / n > WIDE.each,
  );
  const worst = hit.find(([, { tests: n, failed }]) => failed / n > WIDE.one && failed > WIDE.least);
  if (hit.length >= 2) return `${hit.length} suites fail widely`;
  return worst ? `${worst[1].failed} of ${worst[1].tests} tests of ${worst[0]} fail` : null;
}
