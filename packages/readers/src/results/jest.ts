import type { Attempt, ReadTest, TestStatus } from '@qitops/model';
import { momentOf } from '../duration.ts';
import { readJson } from '../json.ts';
import { asArray, asNumber, asObject, asText, firstLine, messageText, traceText } from '../text.ts';
import type { ResultFormat, ResultSink } from './format.ts';

/** `jest --json` and Vitest's JSON reporter, which has the same shape. */
export const jest: ResultFormat = {
  id: 'jest-json',
  title: 'Jest and Vitest JSON',
  sniff: (head) =>
    head.json !== null &&
    (head.json.has('numTotalTests') || head.json.has('testResults.[].assertionResults')),
  async read(source, sink) {
    let declaredFailures = 0;
    let failures = 0;
    const count = (test: ReadTest): void => {
      if (test.status === 'failed' || test.status === 'errored') failures += 1;
      sink.test(test);
    };
    const declare = (value: unknown): void => {
      declaredFailures += asNumber(value) ?? 0;
    };
    await readJson(
      source,
      {
        openHandles: () => sink.framework('jest'),
        numFailedTests: declare,
        numRuntimeErrorTestSuites: declare,
        'testResults.*': (value) => readFile(asObject(value), count, sink),
      },
      sink.warning,
    );
    if (declaredFailures > 0 && failures === 0) {
      sink.partial(`the report declares ${declaredFailures} failures, but no failing test is in it`);
    }
  },
};

function readFile(result: Record<string, unknown>, emit: (test: ReadTest) => void, sink: ResultSink): void {
  const file = asText(result.name) ?? asText(result.testFilePath) ?? null;
  const tests = asArray(result.assertionResults ?? result.testResults).map(asObject);
  if (tests.some((test) => test.meta !== undefined)) sink.framework('vitest');
  let failed = false;
  for (const test of tests) {
    const read = readTest(test, file, sink);
    failed ||= read.status === 'failed';
    emit(read);
  }
  // A file that could not be loaded, or whose hook broke, has failed without a test that did.
  if (result.status === 'failed' && !failed) {
    const message = asText(result.message) ?? asText(asObject(result.testExecError).message);
    emit({
      name: file ?? '(file)',
      suite: [],
      file,
      status: 'errored',
      durationMs: null,
      attempts: [],
      message: messageText(firstLine(message)),
      trace: traceText(message),
      suiteLevel: true,
    });
  }
}

const STATUS = new Map<string, TestStatus>([
  ['passed', 'passed'],
  ['failed', 'failed'],
  ['skipped', 'skipped'],
  ['pending', 'skipped'],
  ['disabled', 'skipped'],
  ['todo', 'pending'],
  ['focused', 'passed'],
]);

function readTest(test: Record<string, unknown>, file: string | null, sink: ResultSink): ReadTest {
  const status = STATUS.get(asText(test.status) ?? '');
  if (!status)
    sink.warning(
      `a test has the status "${asText(test.status) ?? ''}", which is not known: counted as other`,
    );
  const messages = asArray(test.failureMessages).flatMap((message) => asText(message) ?? []);
  const line = asNumber(asObject(test.location).line);
  const text = messages.join('\n');
  return {
    name: asText(test.title) || asText(test.fullName) || '(no name)',
    suite: asArray(test.ancestorTitles).flatMap((title) => asText(title) || []),
    file,
    line: line !== null && line > 0 ? line : undefined,
    status: status ?? 'other',
    durationMs: asNumber(test.duration),
    startMs: momentOf(test.startAt),
    attempts: attemptsOf(test),
    message: messageText(firstLine(text)),
    trace: traceText(text),
  };
}

/** Jest counts `invocations` and keeps the message of each run that was retried. */
function attemptsOf(test: Record<string, unknown>): Attempt[] {
  const reasons = asArray(test.retryReasons);
  const retries = Math.min(Math.max((asNumber(test.invocations) ?? 1) - 1, reasons.length), 1000);
  return Array.from({ length: retries }, (_, i) => ({
    status: 'failed',
    durationMs: null,
    message: messageText(firstLine(asText(reasons[i]))),
  }));
}
