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
/** Expected failure of a test whose record is clean, so that its cost still counts. */
const FLOOR = 0.01;

/**
 * Tests by expected failure, highest first: the weighted mean of their outcomes, joined with what the change says
 * (1 − ∏(1 − p)), tests without an outcome first. Under a time budget it is divided by √cost. Equal tests are ordered
 * by cost, then as they came.
 */
export function orderTests<T extends Rankable>(tests: readonly T[], options: OrderOptions): Ordered<T>[] {
  const costs = tests.map(({ record }) => expectedMs(record));
  const usual = medianOf(costs.filter((cost) => cost !== null));
  const scored = tests.map((test, at) => {
    const costMs = costs[at] ?? usual;
    const score = scoreOf(test);
    const worth = options.underBudget ? Math.max(score, FLOOR) / Math.sqrt(Math.max(1, costMs ?? 1)) : score;
    return { test, score, costMs, worth, at };
  });
  scored.sort((a, b) => b.worth - a.worth || (a.costMs ?? 0) - (b.costMs ?? 0) || a.at - b.at);
  return scored.map(({ test, score, costMs }) => ({ test, score, costMs }));
}

function scoreOf({ record, impacts }: Rankable): number {
  if (record.failing === null) return NEW_TEST;
  return 1 - impacts.reduce((product, impact) => product * (1 - impact), 1 - record.failing);
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
