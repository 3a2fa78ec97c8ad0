import type { TestStatus } from './results.ts';

/** A step of a test. Steps stand in the order they ran in; those inside of another follow it, one deeper. */
export interface TestStep {
  name: string;
  status: TestStatus;
  /** Milliseconds; null when the report does not say. */
  durationMs: number | null;
  /** 0 = a step of the test itself. */
  depth: number;
  /** Why it failed, in one line. */
  message?: string | undefined;
}

/** A file or text that an attempt left behind. */
export interface TestAttachment {
  name: string;
  contentType?: string | undefined;
  /** As the report has it; null where the report holds the text itself. */
  path: string | null;
  /** Text that stands in the report; already capped. */
  text?: string | undefined;
}

/**
 * What a report tells of one attempt besides its outcome. Readers keep it of failed attempts and of tests that were
 * tried again, each part capped; of tests that passed at the first try the steps alone, where they are few.
 */
export interface AttemptDetails {
  /** Stack or details of the failure. */
  trace?: string | undefined;
  steps?: TestStep[] | undefined;
  /** The end of what it wrote. */
  stdout?: string | undefined;
  stderr?: string | undefined;
  attachments?: TestAttachment[] | undefined;
}

/** When and where an attempt ran; absent = its report does not say. */
export interface AttemptTime {
  /** Milliseconds since 1970. */
  startMs?: number | undefined;
  /** The runner's worker or thread, as its report names it. */
  worker?: string | undefined;
}

/** A label (`severity: critical`) or a parameter (`browser: firefox`) of a test. */
export interface NamedValue {
  name: string;
  value: string;
}
