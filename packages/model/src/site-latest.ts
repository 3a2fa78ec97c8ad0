import type { SiteOutcome } from './site-details.ts';
import type { NamedValue } from './test-details.ts';

/** A test in the run that was just read: its last attempt, and those before it. */
export interface SiteLatest extends SiteAttempt {
  line: number | null;
  /** Oldest first. */
  attempts: SiteAttempt[];
  framework: string;
  tags: string[];
  labels?: NamedValue[];
  parameters?: NamedValue[];
  /** The lines around the place that failed; absent = its trace does not say where. */
  frame?: SiteFrame;
}

/** One attempt. Output and attachments are there for failed and retried tests only, steps for others as far as there is room; absent = nothing. */
export interface SiteAttempt {
  outcome: SiteOutcome;
  durationMs: number | null;
  message: string | null;
  trace: string | null;
  steps?: SiteStep[];
  stdout?: string;
  stderr?: string;
  attachments?: SiteAttachment[];
}

/** Name, outcome, milliseconds (−1 = unknown), depth (0 = a step of the test itself) and why it failed. */
export type SiteStep = [name: string, outcome: SiteOutcome, ms: number, depth: number, message?: string];

export interface SiteAttachment {
  name: string;
  /** As the report says; null = it does not. */
  type: string | null;
  /** Path of the picture below the site; null = it is none, or too large. */
  picture: string | null;
  /** Its beginning, where it is text. */
  text?: string;
  /** Where the test left it, of what a tool of its own opens (a Playwright trace). */
  path?: string;
}

export interface SiteFrame {
  path: string;
  /** The line that failed, and the number of the first of `lines`. */
  line: number;
  first: number;
  lines: string[];
}
