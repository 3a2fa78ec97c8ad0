import { z } from 'zod';
import type { FlakyState } from './documents/flaky.ts';
import type { SiteCounts, SiteCoverageRow, SiteFlakyCost, SitePrLine } from './site-details.ts';
import type { SiteAttempt } from './site-latest.ts';
import type { SiteLook } from './site-look.ts';

/**
 * The files below `data/` of the report site. `report` writes them, the browser reads them; every figure is
 * computed once, when it is written. Columns instead of objects where there is a row a test.
 */
export const SITE_SCHEMA_VERSION = 1;

/** What the frame of every page takes: the head, the navigation and the foot. */
export interface SiteShell {
  schemaVersion: number;
  /** ISO 8601, UTC. */
  generatedAt: string;
  title: string;
  look: SiteLook;
  /** Ids of the page registry that have data. */
  pages: string[];
  counts: { runs: number; tests: number };
  newestRunAt: string | null;
}

/** `data/manifest.json`: the only file whose name is fixed; all others carry a hash of their content. */
export interface SiteManifest extends SiteShell {
  /** `https://…` without a trailing slash, or null. */
  repositoryUrl: string | null;
  /** Commit whose configuration and cases were read; null = no commit has them as they were read. */
  readAt: string | null;
  files: {
    overview: string;
    runs: string;
    tests: string;
    flaky: string | null;
    slow: string | null;
    prs: string | null;
    coverage: string | null;
    suggestions: string | null;
    cases: string | null;
    /** Rows of {@link SiteConfigLine}; null = the configuration is not told. */
    config: string | null;
  };
  /** By name of a label: the https address it leads to, with `{}` for the value. */
  labelLinks: Record<string, string>;
  /** When the tests of the run that was just read ran, and the position of that run; null = no results were read. */
  timeline: { run: number; file: string } | null;
  /** Run details: `<folder>/<position of the run / per>.json`. */
  runDetails: { folder: string; per: number };
  /**
   * Test shards: `<folder>/<number>.json`, the number being the id's first 8 hex digits modulo `count`. The
   * folder's name carries the hash, so that the manifest stays small.
   */
  shards: { folder: string; count: number };
  counts: { runs: number; tests: number; pullRequests: number; sourceFiles: number; cases: number };
  /** The branch that "the suite" means here, and how many runs of it there are. */
  mainline: { ref: string | null; runs: number };
  oldestRunAt: string | null;
  /** What of the history could not be read; the first 50. */
  skipped: { key: string; reason: string }[];
  skippedTotal: number;
  /** Bytes of all data files but this one. */
  dataBytes: number;
}

/** A test in a list. */
export interface SiteTestLine {
  /** First 16 hex digits of the test id. */
  id: string;
  name: string;
  suite: string[];
  file: string | null;
  message?: string;
  /** First run of the present streak of failures, or the run that mended it. */
  since?: { run: number; sha: string; startedAt: string };
  /** Matrix cells it holds in, when there is more than one. */
  cells?: string[];
}

/** A list that was cut, with how many there are in all. */
export interface SiteList<T> {
  total: number;
  items: T[];
}

/** A point of the strip of runs. */
export interface SiteRunPoint extends SiteCounts {
  /** Position in `runs`. */
  run: number;
  sha: string;
  startedAt: string;
  durationMs: number | null;
}

/** A rate with what it was computed from. `of` = 0 means not known. */
export interface SiteRate {
  part: number;
  of: number;
  /** Runs it was computed over. */
  runs: number;
}

/** `overview`: what the first page needs and nothing more. */
export interface SiteOverview {
  verdict: {
    status: 'failed' | 'passed' | 'unknown';
    /** "2 new failures since abc1234". */
    sentence: string;
    /** What the sentence rests on: tests, runs, commit. */
    basis: string;
  };
  /** The newest commit of the mainline; null when there is no run. */
  head:
    | (SiteCounts & { sha: string; ref: string; startedAt: string; durationMs: number | null; jobs: number })
    | null;
  health: {
    passRate: SiteRate;
    /** The same over the runs before those. */
    passRateBefore: SiteRate;
    greenRuns: SiteRate;
  };
  confidence: { level: 'high' | 'medium' | 'low' | 'none'; reasons: { text: string; lowers: boolean }[] };
  /** The commit that the newest one is compared with; null = nothing earlier is known. */
  baseSha: string | null;
  newFailures: SiteList<SiteTestLine>;
  stillFailing: SiteList<SiteTestLine>;
  /** Failing, and there is nothing earlier to compare with: neither new nor old. */
  failingBaseUnknown: SiteList<SiteTestLine>;
  /** Failed at the newest commit, and known to be flaky. */
  flakyFailures: SiteList<SiteTestLine>;
  fixed: SiteList<SiteTestLine>;
  /** Newest last, at most 60. */
  strip: SiteRunPoint[];
  coverage: { lines: { covered: number; total: number }; offenders: SiteCoverageRow[]; sha: string } | null;
  flaky: {
    /** Null = flakiness was not measured. */
    states: Partial<Record<FlakyState, number>> | null;
    cost: SiteFlakyCost;
    top: { id: string; name: string; file: string | null; probability: number; minutes: number }[];
  };
  slowest: { id: string; name: string; file: string | null; p50: number; share: number }[];
  prs: SitePrLine[];
  suggestions: number;
}

/** What the last attempt that failed did, wrote and left as text. */
export type SitePortableDetails = Pick<SiteAttempt, 'steps' | 'stdout' | 'stderr' | 'attachments'>;

/** What `report.html` holds: the last run's failures and changes, in one file. */
export interface SitePortable {
  title: string;
  generatedAt: string;
  repositoryUrl: string | null;
  look: Pick<SiteLook, 'accent' | 'links'>;
  overview: SiteOverview;
  failures: (SiteTestLine & { trace: string | null; details?: SitePortableDetails })[];
}

/** `summary.json`, beside the pages: what an index of many repositories reads. */
export const SiteSummary = z.object({
  schemaVersion: z.literal(SITE_SCHEMA_VERSION),
  title: z.string(),
  repositoryUrl: z.string().nullable(),
  /** Where the site is published; absent or null = nowhere that is known. */
  reportUrl: z.string().nullable().optional(),
  generatedAt: z.string(),
  verdict: z.enum(['failed', 'passed', 'unknown']),
  sentence: z.string(),
  sha: z.string().nullable(),
  startedAt: z.string().nullable(),
  tests: z.number().int(),
  runs: z.number().int(),
  /** Percent; null = not known. */
  passRate: z.number().nullable(),
  /** Results that the pass rate is of; absent = not told. */
  passRateOf: z.number().int().optional(),
  lineCoverage: z.number().nullable(),
  flakyTests: z.number().int().nullable(),
  newFailures: z.number().int(),
  stillFailing: z.number().int(),
});
export type SiteSummary = z.infer<typeof SiteSummary>;
