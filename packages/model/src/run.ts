import { z } from 'zod';
import type { ResultCounts, TestResult, TestStatus } from './results.ts';

/** Who wrote the evidence: PR evidence feeds flakiness but never baselines; a fork's adds nothing to either. */
export const Trust = z.enum(['branch', 'pr', 'fork']);
export type Trust = z.infer<typeof Trust>;

/** Everything about a run but its tests. A re-run is a run of its own. */
export const RunInfo = z.object({
  /** `<runId>-<attempt>-<job>-<cell>`. */
  key: z.string(),
  project: z.string(),
  framework: z.string(),
  sha: z.string(),
  /** Tree SHA of what was measured; null for a dirty work tree, which is no evidence of flakiness. */
  tree: z.string().nullable(),
  ref: z.string(),
  base: z.string().nullable(),
  pr: z.number().int().nullable(),
  event: z.string(),
  trust: Trust,
  runId: z.string(),
  attempt: z.number().int(),
  job: z.string(),
  /** First 8 hex of the matrix context's hash; `0` outside a matrix. */
  cell: z.string(),
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  /** Wall time if known, else the sum of test durations; null when neither is known. */
  durationMs: z.number().nullable(),
  /** Lines that the run covered, of those that its reports speak of; absent = coverage was not measured. */
  lines: z.object({ covered: z.number().int(), total: z.number().int() }).optional(),
  /** Who wrote the change; kept only when it was asked for. Never an address. */
  author: z.string().optional(),
});
export type RunInfo = z.infer<typeof RunInfo>;

/** A run as it is read from reports: metadata and its tests. */
export interface Run {
  info: RunInfo;
  tests: TestResult[];
}

/** What a test is called, everywhere. */
export const TestRef = z.object({
  id: z.string(),
  suite: z.array(z.string()),
  name: z.string(),
  file: z.string().nullable(),
});
export type TestRef = z.infer<typeof TestRef>;

/** One letter a status, as the history stores it; `-` = the test was not in the run. */
export const STATUS_CODES = {
  passed: 'p',
  failed: 'f',
  errored: 'e',
  skipped: 's',
  pending: 'n',
  other: 'o',
  warn: 'w',
  inconclusive: 'i',
} as const satisfies Record<TestStatus, string>;

const BY_CODE = new Map(Object.entries(STATUS_CODES).map(([status, code]) => [code, status as TestStatus]));

export function statusOfCode(code: string): TestStatus | null {
  return BY_CODE.get(code as (typeof STATUS_CODES)[TestStatus]) ?? null;
}

/** One stored run by columns: index = position in {@link HistoryView.tests}. */
export interface HistoryRun {
  info: RunInfo;
  counts: ResultCounts;
  /** Character codes of {@link STATUS_CODES}; 0 = the test was not in the run. */
  status: Uint8Array;
  /** Milliseconds of the final attempt; −1 = unknown or absent. */
  durationMs: Int32Array;
  /** Status letters of earlier attempts, oldest first, for tests that had some. */
  attempts: Map<number, string>;
  /** First line of the failure message, masked and cut. */
  messages: Map<number, string>;
}

/** The history as analysis and the report read it: tests once, runs in order (start, runId, attempt). */
export interface HistoryView {
  tests: TestRef[];
  runs: HistoryRun[];
  /** What could not be read, each with its key; never silently dropped. */
  skipped: { key: string; reason: string }[];
}

/** Status of test `index` in `run`, or null when it was not in it. */
export function statusIn(run: HistoryRun, index: number): TestStatus | null {
  const code = run.status[index];
  return code ? statusOfCode(String.fromCharCode(code)) : null;
}
