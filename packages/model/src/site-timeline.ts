import type { SiteOutcome } from './site-details.ts';

/** `timeline`: when the tests of the run that was just read ran, of those whose start and duration are told. */
export interface SiteTimeline {
  /** ISO 8601, UTC: when the first of them started; null = of none it is told. */
  startedAt: string | null;
  /** From then to the end of the last one, ms. */
  ms: number;
  /** Tests that are told of, those that are not, and attempts of which it is told (a retried test has several). */
  tests: number;
  untimed: number;
  attempts: number;
  /** What the lanes are; null = the results name no place, and there is one lane. */
  by: 'worker' | 'job' | null;
  /** The most that ran at one moment. */
  atOnce: number;
  /** How long the same would take, ms, if all lanes ended at once; never less than the longest attempt. */
  evenMs: number;
  /** The ones that were busy longest; in the order of their names. */
  lanes: SiteLane[];
  /** With those that are left out. */
  laneTotal: number;
}

/** What one worker or job did. Times are ms after the start of the run. */
export interface SiteLane {
  /** Null = the results do not name it. */
  name: string | null;
  attempts: number;
  /** Time in which at least one test ran. */
  busyMs: number;
  from: number;
  to: number;
  /** Stretches in which something ran: how long nothing ran before it, and its length, by turns. Gaps too small to be seen are closed. */
  busy: number[];
  /** Rows that `bars` take, for what ran beside each other. */
  rows: number;
  /** Failed attempts and the longest ones, by start. */
  bars: SiteBar[];
}

/** Position of the test in `tests`, row in the lane, start, duration, outcome. */
export type SiteBar = [test: number, row: number, start: number, ms: number, outcome: SiteOutcome];
