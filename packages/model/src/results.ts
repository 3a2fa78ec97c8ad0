import { z } from 'zod';
import type { AttemptDetails, AttemptTime, NamedValue } from './test-details.ts';

/** CTRF's statuses, `errored` kept apart from `failed`, and two that later kinds of suites need. */
export const TestStatus = z.enum([
  'passed',
  'failed',
  'errored',
  'skipped',
  'pending',
  'other',
  'warn',
  'inconclusive',
]);
export type TestStatus = z.infer<typeof TestStatus>;

export const SuiteKind = z.enum(['unit', 'e2e', 'api', 'bench', 'visual', 'mutation', 'load', 'synthetic']);
export type SuiteKind = z.infer<typeof SuiteKind>;

/** An attempt before the final one (a retry that the runner itself recorded). */
export interface Attempt extends AttemptDetails, AttemptTime {
  status: TestStatus;
  /** Milliseconds; null when the report does not say. */
  durationMs: number | null;
  message?: string | undefined;
}

/** What a reader emits for one test, before identity is given to it. Text is already capped by the reader. */
export interface ReadTest extends AttemptDetails, AttemptTime {
  name: string;
  /** Suite path from the outermost suite in, without the file. */
  suite: string[];
  /** Path as the report has it; null when it has none. */
  file: string | null;
  line?: number | undefined;
  status: TestStatus;
  /** Milliseconds of the final attempt; null when the report does not say. */
  durationMs: number | null;
  /** Earlier attempts, oldest first; empty unless the report says explicitly that there were some. */
  attempts: Attempt[];
  message?: string | undefined;
  /** Suite-level error (a beforeAll that failed): counted as an errored test, though it has no test of its own. */
  suiteLevel?: boolean | undefined;
  /** Runs of one test that lie in several files (Allure's history id and start): the later ones are its retries. */
  retry?: { group: string; order: number } | undefined;
  /** Seed of the order or of the data that it ran with, as the runner takes it. */
  seed?: string | undefined;
  tags?: string[] | undefined;
  /** Severity, epic, owner and the like, as the report names them; not its tags. */
  labels?: NamedValue[] | undefined;
  /** Values that a parameterised test ran with; what the report wants hidden is not among them. */
  parameters?: NamedValue[] | undefined;
}

/** The job that ran a test, and its cell of the matrix; null outside one. */
export interface TestPlace {
  job: string;
  matrix: Record<string, unknown> | null;
}

/** A test result with identity: the one shape that history, analysis and every surface use. */
export interface TestResult extends ReadTest {
  id: string;
  ordinal: number;
  framework: string;
  /** Passed after at least one failed attempt in the same run. */
  flaky: boolean;
  /** Where it ran, when that was another job than this one. */
  place?: TestPlace | undefined;
}

export const ResultCounts = z.object({
  tests: z.number().int(),
  passed: z.number().int(),
  failed: z.number().int(),
  errored: z.number().int(),
  /** Includes CTRF `pending`, and `inconclusive`. */
  skipped: z.number().int(),
  /** Neither passed, failed nor skipped: counted, never green. */
  other: z.number().int(),
  /** Of the passed ones, those that needed a retry. */
  flaky: z.number().int(),
  /** Sum of known durations; null when no test has one. */
  durationMs: z.number().nullable(),
});
export type ResultCounts = z.infer<typeof ResultCounts>;

export const FileStatus = z.enum(['ok', 'partial', 'error']);
export type FileStatus = z.infer<typeof FileStatus>;

/** Verdict of results; precedence: failed > unreadable > no-files > no-tests > all-skipped > passed. */
export const Verdict = z.enum(['failed', 'unreadable', 'no-files', 'no-tests', 'all-skipped', 'passed']);
export type Verdict = z.infer<typeof Verdict>;

export function emptyCounts(): ResultCounts {
  return { tests: 0, passed: 0, failed: 0, errored: 0, skipped: 0, other: 0, flaky: 0, durationMs: null };
}

/** Whether a test was flaky within its run: it passed, and an earlier attempt of it did not. */
export function isFlakyWithinRun(test: Pick<ReadTest, 'status' | 'attempts'>): boolean {
  return test.status === 'passed' && test.attempts.some((attempt) => isFailure(attempt.status));
}

/** Failed or errored. */
export function isFailure(status: TestStatus): boolean {
  return status === 'failed' || status === 'errored';
}

/**
 * Adds one test to `counts` in place. A suite-level error is counted like a test that errored, so that the parts add up;
 * `inconclusive` counts as skipped, as the tools of the field have it.
 */
export function countTest(counts: ResultCounts, test: ReadTest): void {
  counts.tests += 1;
  switch (test.status) {
    case 'passed':
      counts.passed += 1;
      if (isFlakyWithinRun(test)) counts.flaky += 1;
      break;
    case 'failed':
      counts.failed += 1;
      break;
    case 'errored':
      counts.errored += 1;
      break;
    case 'skipped':
    case 'pending':
    case 'inconclusive':
      counts.skipped += 1;
      break;
    default:
      counts.other += 1;
  }
  if (test.durationMs !== null) counts.durationMs = (counts.durationMs ?? 0) + test.durationMs;
}

/** Counts of a set of tests. */
export function countsOf(tests: Iterable<ReadTest>): ResultCounts {
  const counts = emptyCounts();
  for (const test of tests) countTest(counts, test);
  return counts;
}

/** Adds `more` to `total` in place. */
export function addCounts(total: ResultCounts, more: ResultCounts): void {
  for (const key of ['tests', 'passed', 'failed', 'errored', 'skipped', 'other', 'flaky'] as const) {
    total[key] += more[key];
  }
  if (more.durationMs !== null) total.durationMs = (total.durationMs ?? 0) + more.durationMs;
}

/** The verdict of a set of result files; see {@link Verdict} for the precedence. */
export function verdictOf(files: readonly { status: FileStatus }[], totals: ResultCounts): Verdict {
  if (totals.failed + totals.errored > 0) return 'failed';
  if (files.some((file) => file.status !== 'ok')) return 'unreadable';
  if (files.length === 0) return 'no-files';
  if (totals.tests === 0) return 'no-tests';
  if (totals.passed === 0) return totals.other > 0 ? 'no-tests' : 'all-skipped';
  return 'passed';
}
