import type {
  Attempt,
  AttemptDetails,
  AttemptTime,
  ReadTest,
  TestAttachment,
  TestStatus,
  TestStep,
} from '@qitops/model';
import { momentOf } from '../duration.ts';
import { readJson } from '../json.ts';
import {
  asArray,
  asNumber,
  asObject,
  asText,
  capped,
  messageText,
  traceText,
  withoutColours,
} from '../text.ts';
import {
  attemptWith,
  cappedAttachments,
  cappedSteps,
  namedValues,
  outputText,
  WORKER,
  withDetails,
} from './details.ts';
import type { ResultFormat, ResultSink } from './format.ts';
import { looksLikeFile } from './junit-dialect.ts';

/** CTRF, https://ctrf.io: the interchange format, read with its retry attempts. */
export const ctrf: ResultFormat = {
  id: 'ctrf-json',
  title: 'CTRF JSON',
  sniff: (head) =>
    head.json !== null &&
    (head.json.has('reportFormat')
      ? /"reportFormat"\s*:\s*"CTRF"/i.test(head.text)
      : head.json.has('results') && (head.json.has('results.tests') || head.json.has('results.tool'))),
  async read(source, sink) {
    let tests = 0;
    let failures = 0;
    let declared: Record<string, unknown> = {};
    await readJson(
      source,
      {
        'results.tool': (tool) => {
          const name = asText(asObject(tool).name);
          if (name) sink.framework(name);
        },
        'results.summary': (summary) => {
          declared = asObject(summary);
        },
        'results.environment.extra.seed': (value) => sink.seed(String(value)),
        'results.tests.*': (value) => {
          const test = readCtrfTest(asObject(value), sink);
          tests += 1;
          if (test.status === 'failed' || test.status === 'errored') failures += 1;
          sink.test(test);
        },
      },
      sink.warning,
    );
    const said = asNumber(declared.tests);
    if (said !== null && said !== tests) {
      sink.warning(`the summary says ${said} tests, ${tests} are in the file: these were counted`);
    }
    if ((asNumber(declared.failed) ?? 0) > 0 && failures === 0) {
      sink.partial(`the summary says ${declared.failed} failed, but no failed test is in the file`);
    }
  },
};

/** Deeper steps are shown as deep as this. */
const DEEPEST = 20;

const STATUS = new Map<string, TestStatus>([
  ['passed', 'passed'],
  ['failed', 'failed'],
  ['skipped', 'skipped'],
  ['pending', 'pending'],
  ['other', 'other'],
]);

/** One test of a CTRF document. What CTRF does not know is said to the sink. */
export function readCtrfTest(test: Record<string, unknown>, sink: Pick<ResultSink, 'warning'>): ReadTest {
  const status = statusOf(test, sink);
  const line = asNumber(test.line);
  const file = asText(test.filePath) || null;
  const extra = asObject(test.extra);
  const read: ReadTest = {
    name: asText(test.name) || '(no name)',
    suite: suiteOf(test.suite).filter((part) => !isFile(part, file)),
    file,
    line: line !== null && line > 0 ? line : undefined,
    status,
    durationMs: extra.durationUnknown === true ? null : asNumber(test.duration),
    ...timeOf(test),
    attempts: attemptsOf(test, status),
    message: messageText(withoutColours(asText(test.message) ?? '')),
    trace: traceOf(test),
    tags: tagsOf(test.tags),
    labels: valuesOf(test.labels),
    parameters: valuesOf(test.parameters),
    suiteLevel: extra.suiteLevel === true ? true : undefined,
  };
  return withDetails(
    read,
    () => detailsOf(test),
    () => stepsOf(test.steps),
  );
}

function timeOf({ start, threadId }: Record<string, unknown>): AttemptTime {
  const thread = asText(threadId) || asNumber(threadId);
  return { startMs: momentOf(start), worker: thread === null ? undefined : capped(`${thread}`, WORKER) };
}

function traceOf(from: Record<string, unknown>): string | undefined {
  return traceText(withoutColours(asText(from.trace) ?? ''));
}

/** What a test and an attempt before the final one have alike. */
function detailsOf(from: Record<string, unknown>): AttemptDetails {
  return {
    steps: cappedSteps(stepsOf(from.steps)),
    stdout: outputText(linesOf(from.stdout)),
    stderr: outputText(linesOf(from.stderr)),
    attachments: cappedAttachments(attachmentsOf(from.attachments)),
  };
}

/** CTRF knows no times of steps, nor steps inside of others: writers put them into `extra`. */
function stepsOf(value: unknown): TestStep[] {
  return asArray(value)
    .map(asObject)
    .map((step) => {
      const extra = asObject(step.extra);
      return {
        name: asText(step.name) ?? '',
        status: STATUS.get(asText(step.status)?.toLowerCase() ?? '') ?? 'other',
        durationMs: asNumber(extra.duration),
        depth: Math.max(0, Math.min(asNumber(extra.depth) ?? 0, DEEPEST)),
        message: messageText(asText(extra.message)),
      };
    });
}

/** Some writers end each piece of output with a line's end, some do not. */
function linesOf(value: unknown): string {
  const text = asText(value);
  const pieces = text === undefined ? asArray(value).map((piece) => asText(piece) ?? '') : [text];
  return pieces.map((piece) => (piece.endsWith('\n') ? piece : `${piece}\n`)).join('');
}

function valuesOf(value: unknown): ReadTest['labels'] {
  return namedValues(
    Object.entries(asObject(value)).flatMap(([name, given]) =>
      (Array.isArray(given) ? given : [given]).map((each) => ({
        name,
        value: asText(each) ?? (each === null || each === undefined ? '' : JSON.stringify(each)),
      })),
    ),
  );
}

function statusOf(test: Record<string, unknown>, sink: Pick<ResultSink, 'warning'>): TestStatus {
  const status = STATUS.get(asText(test.status)?.toLowerCase() ?? '');
  if (!status) {
    sink.warning(
      `a test has the status "${asText(test.status) ?? ''}", which CTRF does not know: counted as other`,
    );
    return 'other';
  }
  const raw = asText(test.rawStatus)?.toLowerCase();
  if (status === 'other' && raw === 'warn') return raw;
  if ((status === 'other' || status === 'skipped') && raw === 'inconclusive') return raw;
  return status === 'failed' && (raw === 'error' || raw === 'errored' || raw === 'broken')
    ? 'errored'
    : status;
}

/** Some reporters begin the suite path with the file, which has a field of its own. */
function isFile(part: string, file: string | null): boolean {
  return (
    file !== null && looksLikeFile(part) && (file === part || file.replaceAll('\\', '/').endsWith(`/${part}`))
  );
}

/** `a > b` of old reports, an array of newer ones. */
function suiteOf(suite: unknown): string[] {
  if (Array.isArray(suite)) return suite.map((part) => asText(part) ?? '').filter((part) => part !== '');
  const text = asText(suite);
  return text ? text.split(' > ').filter((part) => part !== '') : [];
}

function attemptsOf(test: Record<string, unknown>, status: TestStatus): Attempt[] {
  const recorded = asArray(test.retryAttempts).map((value) => {
    const attempt = asObject(value);
    const known = {
      status: STATUS.get(asText(attempt.status)?.toLowerCase() ?? '') ?? 'other',
      durationMs: asNumber(attempt.duration),
      ...timeOf(attempt),
      message: messageText(withoutColours(asText(attempt.message) ?? '')),
    } as const;
    return {
      ...attemptWith(known, { trace: traceOf(attempt), ...detailsOf(attempt) }),
      number: asNumber(attempt.attempt),
    };
  });
  if (recorded.length > 0) {
    recorded.sort((a, b) => (a.number ?? 0) - (b.number ?? 0));
    return withoutFinal(recorded, test, status);
  }
  const retries = Math.max(asNumber(test.retries) ?? 0, test.flaky === true && status === 'passed' ? 1 : 0);
  // A passed test was retried because it failed; of a failed one every attempt failed.
  return retries > 0 && retries <= 1000
    ? Array.from({ length: retries }, () => ({ status: 'failed' as const, durationMs: null }))
    : [];
}

/** `retryAttempts` are the attempts before the final one; some writers list the final one too. */
function withoutFinal(
  recorded: (Attempt & { number: number | null })[],
  test: Record<string, unknown>,
  status: TestStatus,
): Attempt[] {
  const retries = asNumber(test.retries);
  const last = recorded.at(-1)!;
  const listsFinal =
    (retries !== null && recorded.length === retries + 1 && last.status === status) ||
    (status === 'passed' && last.status === 'passed');
  return (listsFinal ? recorded.slice(0, -1) : recorded).map(({ number: _, ...attempt }) => attempt);
}

function tagsOf(tags: unknown): string[] | undefined {
  const list = asArray(tags)
    .map(asText)
    .filter((tag) => tag !== undefined);
  return list.length > 0 ? list : undefined;
}

function attachmentsOf(attachments: unknown): TestAttachment[] {
  return asArray(attachments).flatMap((value) => {
    const { name, contentType, path } = asObject(value);
    const where = asText(path);
    return where ? [{ name: asText(name) ?? where, contentType: asText(contentType), path: where }] : [];
  });
}
