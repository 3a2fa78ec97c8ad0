import type { TestRecord } from './test-record.ts';
import { expectedMs } from './test-record.ts';

/** A test as it is ordered. */
export interface Rankable {
  record: TestRecord;
  /** How strongly the change points at it, 0–1, by each kind of evidence. */
  impacts: readonly number[];
}

export interface OrderOptions {
  /** Whether time is short: then a test is worth its expected failure by the root of what it costs. */
  underBudget: boolean;
}

export interface Ordered<T> {
  test: T;
  /** Expected failure, 0–1; above 1 for a test that never ran. */
  score: number;
  /** Expected duration, ms; where the test has none yet, the median of those that do; null when nothing is known. */
  costMs: number | null;
}

/** Score of a test without any outcome: before all others. */
const NEW_TEST = 2;
/** What it counts as where time is short: nothing is known either way. */
const NEW_UNDER_BUDGET = 0.5;
/** Share of the latest outcomes in expected failure; the rest is the rate over all of them. */
const LATEST = 0.5;
/** Outcomes that the rate of all tests counts as in the rate of one. */
const PRIOR = 2;
/** Least expected failure, so that cost still counts where nothing ever failed. */
const FLOOR = 0.001;

/**
 * Tests by expected failure, highest first, those without an outcome before all. Expected failure is the mean of the
 * weighted mean of the latest outcomes and of the failure rate over all, joined with what the change says
 * (1 − ∏(1 − p)). Under a time budget it is divided by √cost, and a test without an outcome counts as even odds.
 * Equal tests stay as they came.
 */
export function orderTests<T extends Rankable>(tests: readonly T[], options: OrderOptions): Ordered<T>[] {
  const costs = tests.map(({ record }) => expectedMs(record));
  const usual = medianOf(costs.filter((cost) => cost !== null));
  const rate = failureRate(tests);
  const scored = tests.map((test, at) => {
    const costMs = costs[at] ?? usual;
    const score = test.record.failing === null ? NEW_TEST : expectedFailure(test, test.record.failing, rate);
    const odds = score > 1 ? NEW_UNDER_BUDGET : Math.max(score, FLOOR);
    const worth = options.underBudget ? odds / Math.sqrt(Math.max(1, costMs ?? 1)) : score;
    return { test, score, costMs, worth };
  });
  scored.sort((a, b) => b.worth - a.worth);
  return scored.map(({ test, score, costMs }) => ({ test, score, costMs }));
}

function expectedFailure({ record, impacts }: Rankable, latest: number, rate: number): number {
  const overall = (record.failures + PRIOR * rate) / (record.outcomes + PRIOR);
  const failing = LATEST * latest + (1 - LATEST) * overall;
  return 1 - impacts.reduce((product, impact) => product * (1 - impact), 1 - failing);
}

/** Share of failures among all outcomes of these tests. */
function failureRate(tests: readonly Rankable[]): number {
  const outcomes = tests.reduce((sum, { record }) => sum + record.outcomes, 0);
  const failures = tests.reduce((sum, { record }) => sum + record.failures, 0);
  return outcomes === 0 ? 0 : failures / outcomes;
}

/** Those that fit into `budgetMs` in their order; one that does not fit leaves room for shorter ones after it. */
export function withinBudget<T>(ordered: readonly Ordered<T>[], budgetMs: number): Ordered<T>[] {
  let left = budgetMs;
  return ordered.filter(({ costMs }) => {
    if ((costMs ?? 0) > left) return false;
    left -= costMs ?? 0;
    return true;
  });
}

function medianOf(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}
