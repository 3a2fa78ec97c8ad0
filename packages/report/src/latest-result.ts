import { maskSecrets } from '@qitops/escape';
import {
  type NamedValue,
  type SiteAttempt,
  type SiteFrame,
  type SiteLatest,
  type SiteOutcome,
  STATUS_CODES,
  type TestResult,
  type TestStatus,
} from '@qitops/model';
import { cut } from './cut.ts';

const MESSAGE_CHARS = 2_000;
const TRACE_CHARS = 8_000;
/** Attempts that are told of before the last one, the newest of them, and characters of their traces. */
const ATTEMPTS = 10;
const EARLIER_TRACE_CHARS = 4_000;

/** What belongs to failures of the latest run, by whole id of the test. */
export interface FailureDetails {
  /** Oldest attempt first, the last one at the end. */
  attempts: ReadonlyMap<string, readonly Partial<SiteAttempt>[]>;
  frames: ReadonlyMap<string, SiteFrame>;
}

/** A test as its page shows it. */
export function latestOf(result: TestResult, { attempts, frames }: FailureDetails): SiteLatest {
  const details = attempts.get(result.id) ?? [];
  const frame = frames.get(result.id);
  const from = Math.max(0, result.attempts.length - ATTEMPTS);
  return {
    outcome: result.flaky ? 'r' : siteOutcome(result.status),
    line: result.line ?? null,
    durationMs: result.durationMs,
    message: cut(result.message, MESSAGE_CHARS),
    trace: cut(result.trace, TRACE_CHARS),
    attempts: result.attempts.slice(from).map(({ status, durationMs, message, trace }, at) => ({
      outcome: siteOutcome(status),
      durationMs,
      message: cut(message, MESSAGE_CHARS),
      trace: details.length > 0 ? cut(trace, EARLIER_TRACE_CHARS) : null,
      ...details[from + at],
    })),
    framework: result.framework,
    tags: result.tags ?? [],
    ...(result.labels ? { labels: result.labels.map(masked) } : {}),
    ...(result.parameters ? { parameters: result.parameters.map(masked) } : {}),
    ...details[result.attempts.length],
    ...(frame ? { frame } : {}),
  };
}

export function siteOutcome(status: TestStatus): SiteOutcome {
  return STATUS_CODES[status] as SiteOutcome;
}

function masked({ name, value }: NamedValue): NamedValue {
  return { name: maskSecrets(name), value: maskSecrets(value) };
}
