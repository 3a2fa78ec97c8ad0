import type {
  Attempt,
  AttemptDetails,
  AttemptTime,
  NamedValue,
  TestAttachment,
  TestResult,
  TestStatus,
  TestStep,
} from '@qitops/model';
import type { CTRFReport, Environment, Test } from 'ctrf';

type CtrfStatus = Test['status'];

export interface CtrfOptions {
  /** Start and end of the run, milliseconds since 1970; 0 when unknown, as the schema wants numbers. */
  start?: number | undefined;
  stop?: number | undefined;
  environment?: Environment | undefined;
}

/**
 * A CTRF document of `tests`, valid by CTRF's schema. What CTRF has no word for (unknown durations, errors kept
 * apart from failures, suite-level errors) stands in `rawStatus` and `extra`, and is read back from there.
 */
export function toCtrf(tests: readonly TestResult[], options: CtrfOptions = {}): CTRFReport {
  const frameworks = new Set(tests.map((test) => test.framework));
  const summary = { tests: tests.length, passed: 0, failed: 0, skipped: 0, pending: 0, other: 0, flaky: 0 };
  const converted = tests.map(convert);
  for (const test of converted) {
    summary[test.status] += 1;
    if (test.flaky) summary.flaky += 1;
  }
  return {
    reportFormat: 'CTRF',
    specVersion: '0.0.0',
    generatedBy: 'qitops',
    results: {
      tool: { name: frameworks.size === 1 ? [...frameworks][0]! : 'qitops' },
      summary: { ...summary, start: options.start ?? 0, stop: options.stop ?? 0 },
      tests: converted,
      ...(options.environment ? { environment: options.environment } : {}),
    },
  };
}

function convert(test: TestResult): Test {
  const extra: Record<string, unknown> = { framework: test.framework, ordinal: test.ordinal };
  if (test.durationMs === null) extra.durationUnknown = true;
  if (test.suiteLevel) extra.suiteLevel = true;
  return {
    testId: test.id,
    name: test.name,
    status: ctrfStatus(test.status),
    duration: Math.round(test.durationMs ?? 0),
    ...time(test),
    ...(test.suite.length > 0 ? { suite: test.suite } : {}),
    ...(test.file === null ? {} : { filePath: test.file }),
    ...(test.line === undefined ? {} : { line: test.line }),
    ...(test.message === undefined ? {} : { message: test.message }),
    ...(ctrfStatus(test.status) === test.status ? {} : { rawStatus: test.status }),
    ...(test.tags?.length ? { tags: test.tags } : {}),
    ...(test.labels?.length ? { labels: record(test.labels) } : {}),
    ...(test.parameters?.length ? { parameters: record(test.parameters) } : {}),
    ...(test.steps?.length ? { steps: test.steps.map(step) } : {}),
    ...details(test),
    ...(test.attempts.length > 0
      ? { retries: test.attempts.length, retryAttempts: test.attempts.map(attempt) }
      : {}),
    flaky: test.flaky,
    extra,
  };
}

function attempt(from: Attempt, index: number): NonNullable<Test['retryAttempts']>[number] {
  return {
    attempt: index + 1,
    status: ctrfStatus(from.status),
    ...(from.durationMs === null ? {} : { duration: Math.round(from.durationMs) }),
    ...(from.startMs === undefined ? {} : { start: from.startMs }),
    ...(from.message === undefined ? {} : { message: from.message }),
    ...details(from),
  };
}

function time({ startMs, worker }: AttemptTime): Pick<Test, 'start' | 'threadId'> {
  return {
    ...(startMs === undefined ? {} : { start: startMs }),
    ...(worker === undefined ? {} : { threadId: worker }),
  };
}

/** What a test and an attempt before the final one have alike. */
function details({ trace, stdout, stderr, attachments }: AttemptDetails): Partial<Test> {
  const files = (attachments ?? []).flatMap(attachment);
  return {
    ...(trace === undefined ? {} : { trace }),
    ...(stdout === undefined ? {} : { stdout: stdout.split('\n') }),
    ...(stderr === undefined ? {} : { stderr: stderr.split('\n') }),
    ...(files.length > 0 ? { attachments: files } : {}),
  };
}

/** CTRF has neither times of steps nor steps inside of others; the reader takes them back from `extra`. */
function step({ name, status, durationMs, depth, message }: TestStep): NonNullable<Test['steps']>[number] {
  return {
    name,
    status: ctrfStatus(status),
    extra: {
      depth,
      ...(durationMs === null ? {} : { duration: durationMs }),
      ...(message === undefined ? {} : { message }),
    },
  };
}

/** Values by name, those of one name in a list. */
function record(values: readonly NamedValue[]): Record<string, string | [string, ...string[]]> {
  const byName = new Map<string, [string, ...string[]]>();
  for (const { name, value } of values) {
    const known = byName.get(name);
    if (known) known.push(value);
    else byName.set(name, [value]);
  }
  return Object.fromEntries([...byName].map(([name, all]) => [name, all.length === 1 ? all[0] : all]));
}

/** A text that stood in a report itself has no path to name. */
function attachment({ name, contentType, path }: TestAttachment): NonNullable<Test['attachments']> {
  return path === null ? [] : [{ name, contentType: contentType ?? 'application/octet-stream', path }];
}

function ctrfStatus(status: TestStatus): CtrfStatus {
  if (status === 'errored') return 'failed';
  if (status === 'inconclusive') return 'skipped';
  return status === 'warn' ? 'other' : status;
}
