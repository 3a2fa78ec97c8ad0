import type { AnalyzeDocument } from './documents/analyze.ts';
import type { FlakyState } from './documents/flaky.ts';
import type { RiskCalibration } from './documents/risk.ts';
import type { SuggestDocument, Suggestion } from './documents/suggest.ts';
import type { Evidence } from './evidence.ts';
import type { Trust } from './run.ts';
import type { SiteLatest } from './site-latest.ts';

/**
 * How a test ended in a run, one letter: the history's letters, and `r` for passed after a failed attempt.
 * A sequence over runs is run-length written, `p12rf2-3` = 12 × p, r, 2 × f, 3 × not in the run.
 */
export type SiteOutcome = 'p' | 'r' | 'f' | 'e' | 's' | 'n' | 'o' | 'w' | 'i' | '-';

/** Pass rate is `passed / (passed + failed + flaky)`; `failed` includes errored, `passed` excludes flaky. */
export interface SiteCounts {
  tests: number;
  passed: number;
  failed: number;
  flaky: number;
  skipped: number;
  /** Neither passed, failed nor skipped. */
  other: number;
}

export interface SitePrLine {
  pr: number | null;
  title: string;
  verdict: AnalyzeDocument['verdict'];
  headline: string;
  head: string;
  riskScore: number | null;
  riskRank: string | null;
  calibrated: boolean;
  /** Null = not measured. */
  patch: { covered: number; total: number } | null;
  newFailures: number;
  newlyFlaky: number;
  /** ISO 8601: when it was taken into the history; null = it was made with this report. */
  keptAt: string | null;
  /** Its author controls what its run reported. */
  outside: boolean;
  /** Its head by now, of which nothing was reported yet; null = `head` is it, or the host was not asked. */
  headNow: string | null;
  /** Position in `prs`. */
  index: number;
}

export interface SiteFlakyCost {
  /** Minutes spent in failed attempts of flaky tests and in whole re-runs that only flaky tests caused. */
  minutes: number;
  failedAttempts: number;
  reruns: number;
  /** Runs it was counted over. */
  runs: number;
}

/** `runs`: every run, oldest first. */
export interface SiteRuns {
  runs: SiteRunRow[];
  /** Points where the suite's duration or pass rate changed for good. */
  changes: SiteChange[];
}

export interface SiteRunRow extends SiteCounts {
  key: string;
  sha: string;
  ref: string;
  pr: number | null;
  event: string;
  trust: Trust;
  runId: string;
  attempt: number;
  job: string;
  cell: string;
  startedAt: string;
  durationMs: number | null;
  mainline: boolean;
}

export interface SiteChange {
  metric: 'duration' | 'pass-rate' | 'coverage';
  run: number;
  sha: string;
  before: number;
  after: number;
}

/** One file of run details: what did not simply pass, by run. */
export interface SiteRunDetails {
  /** Position of the first run in here. */
  from: number;
  runs: SiteRunDetail[];
}

export interface SiteRunDetail {
  /** Positions in `tests`, ascending, each the difference to the one before. */
  failed: number[];
  flaky: number[];
  /** Skipped or pending. */
  skipped: number[];
  /** Which tests the run had: lengths of stretches that are in it and that are not, by turns, the first in it. */
  present: number[];
  /** Tests whose duration was far from their median, see {@link isUnusual}, at most 100, and their milliseconds. */
  timed: number[];
  ms: number[];
  /** Failures grouped by their message with numbers, ids and paths taken out; `tests` as above. */
  clusters: { message: string; kind: SiteFailureKind; tests: number[] }[];
  /**
   * Failures by the categories of `qitops.yml`, in its order; a failure is in one at most. Absent = it has none; null =
   * the report had more different failures than are tried, and this run's were not looked at.
   */
  categories?: { name: string; tests: number[] }[] | null;
}

/** What went wrong, as far as a message tells: a check, the code or the test itself, time, or what they stand on. */
export type SiteFailureKind = 'assertion' | 'error' | 'timeout' | 'environment';

/** `tests`: one row a test, by columns. */
export interface SiteTests {
  count: number;
  /** 16 hex digits a test, end to end. */
  ids: string;
  names: string[];
  files: string[];
  /** Position in `files`, −1 = none. */
  file: number[];
  suites: string[][];
  suite: number[];
  /** Outcome in the newest run it was in, one letter a test. */
  last: string;
  /** Letter of the flaky state, see {@link SITE_STATE_LETTERS}; `?` = not measured. */
  state: string;
  /** Last 30 outcomes on the mainline, run-length. */
  recent: string[];
  /** Over all runs. */
  passed: number[];
  failed: number[];
  flaky: number[];
  /** Milliseconds; −1 = unknown. */
  p50: number[];
  p95: number[];
  /** Names of owners; empty = neither CODEOWNERS nor qitops.yml names any. */
  owners: string[];
  /** By position in `files`: positions in `owners`. Empty when there are none. */
  fileOwners: number[][];
  /** Tags (as `tag`) and labels of the newest run, the most frequent ones; absent = there are none. */
  labels?: SiteLabel[];
}

/** A label and the tests that have it: positions, ascending, each the difference to the one before. */
export interface SiteLabel {
  name: string;
  value: string;
  tests: number[];
}

export const SITE_STATE_LETTERS = {
  quarantined: 'q',
  flaky: 'k',
  broken: 'b',
  suspected: 'u',
  fixed: 'x',
  healthy: 'h',
  new: 'n',
} as const satisfies Record<FlakyState, string>;

/** A shard: full history of some tests. */
export interface SiteShard {
  tests: SiteTestDetail[];
  /** Failure messages, referred to by position. */
  messages: string[];
}

export interface SiteTestDetail {
  /** First 16 hex digits of the test id. */
  id: string;
  name: string;
  suite: string[];
  file: string | null;
  /** Outcomes over all runs, run-length. */
  history: string;
  /** Milliseconds, two significant digits, of the runs from position `from` on; −1 = unknown or absent. */
  durations: { from: number; ms: number[] };
  /** Before those: the median of each 16 runs from position 0 on; −1 = unknown or absent. */
  medians: number[];
  /** Newest first, at most 20: [position of run, position in `messages`]. */
  failures: [number, number][];
  /** Where the mainline's outcome flipped, newest first, at most 20. */
  flips: { run: number; to: 'failed' | 'passed' }[];
  /** The duration changed for good here. */
  slower: { run: number; before: number; after: number } | null;
  /** Null = not measured or healthy without evidence. */
  flaky: SiteFlakyRow | null;
  /** The run that was just read; null when the test was not in it. */
  latest: SiteLatest | null;
  /** Who owns its file; absent = nobody is known to. */
  owners?: string[];
  /** Test cases that it does. */
  cases?: { id: string; title: string }[];
}

/** `flaky`: tests whose state is not healthy, worst first. */
export interface SiteFlaky {
  runs: number;
  total: number;
  cost: SiteFlakyCost;
  states: Partial<Record<FlakyState, number>>;
  rows: SiteFlakyRow[];
}

export interface SiteFlakyRow {
  id: string;
  name: string;
  suite: string[];
  file: string | null;
  state: FlakyState;
  probability: number;
  rate: number;
  interval: [number, number];
  runs: number;
  failures: number;
  renamedFrom?: string;
  cluster?: string;
  evidence: Evidence[];
  minutes: number;
  firstSeen: string | null;
  lastSeen: string | null;
  recent: string;
}

/** `slow`: where the time goes, greatest share first. */
export interface SiteSlow {
  runs: number;
  /** Sum of all tests' medians, ms. */
  totalMs: number;
  /** Tests whose duration is known. */
  tests: number;
  rows: SiteSlowRow[];
  slower: SiteSlowRow[];
}

export interface SiteSlowRow {
  id: string;
  name: string;
  file: string | null;
  p50: number;
  p95: number;
  n: number;
  share: number;
  change: { run: number; sha: string; before: number; after: number } | null;
}

/** `coverage`: one row a file; the tree is made in the browser. */
export interface SiteCoverage {
  sha: string;
  files: SiteCoverageRow[];
}

export interface SiteCoverageRow {
  path: string;
  /** [covered, total]; total 0 = the report knows nothing of that kind. */
  lines: [number, number];
  branches: [number, number];
  functions: [number, number];
  /** Data file with its lines; null when it was left out for size. */
  data: string | null;
}

/** Lines of one source file. */
export interface SiteSourceFile {
  path: string;
  sha: string;
  /** Null = the text could not be read or is too large. */
  text: string | null;
  /** [line, hits], ascending. */
  lines: [number, number][];
  /** [line, covered arms, arms] of lines with branches. */
  branches: [number, number, number][];
  /** Lines that a pull request added and no test reaches. */
  missedInPr: { pr: number | null; lines: number[] }[];
}

/** `prs`. */
export interface SitePrs {
  prs: (SitePrLine & { data: string })[];
  /** What the risk model was worth on changes it had not seen; null = it was not fitted. */
  calibration: RiskCalibration | null;
}

/** One pull request. */
export interface SitePr {
  pr: number | null;
  title: string;
  document: AnalyzeDocument;
  suggestions: SuggestDocument | null;
}

/** `suggestions`: of all pull requests, tests first. */
export interface SiteSuggestions {
  rows: (Suggestion & { pr: number | null; prTitle: string })[];
  omitted: { path: string; function: string; reason: string; pr: number | null }[];
  usd: number;
  notes: string[];
}
