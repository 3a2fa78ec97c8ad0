import type { ReadTest, TestStatus } from '@qitops/model';
import { readJson } from '../json.ts';
import { asArray, asNumber, asObject, asText, messageText, traceText } from '../text.ts';
import type { ResultFormat, ResultSink } from './format.ts';

/** Mochawesome's JSON. */
export const mochawesome: ResultFormat = {
  id: 'mochawesome-json',
  title: 'Mochawesome JSON',
  sniff: (head) => Boolean(head.json?.has('stats') && head.json.has('results') && !head.json.has('suites')),
  async read(source, sink) {
    sink.framework('mocha');
    await readJson(
      source,
      { 'results.*': (value) => readSuite(asObject(value), [], null, sink) },
      sink.warning,
    );
  },
};

function readSuite(
  suite: Record<string, unknown>,
  above: readonly string[],
  aboveFile: string | null,
  sink: ResultSink,
): void {
  const title = asText(suite.title);
  const file =
    [asText(suite.file), asText(suite.fullFile)].find((path) => path && path !== 'nofile') ?? aboveFile;
  const path = title && title !== file ? [...above, title] : [...above];
  for (const hook of [...asArray(suite.beforeHooks), ...asArray(suite.afterHooks)].map(asObject)) {
    if (hook.state === 'failed' || hook.fail === true) {
      sink.test({ ...readTest(hook, path, file), status: 'errored', suiteLevel: true });
    }
  }
  for (const test of asArray(suite.tests)) sink.test(readTest(asObject(test), path, file));
  for (const inner of asArray(suite.suites)) readSuite(asObject(inner), path, file, sink);
}

function readTest(test: Record<string, unknown>, suite: string[], file: string | null): ReadTest {
  const error = asObject(test.err);
  return {
    name: asText(test.title) || asText(test.fullTitle) || '(no name)',
    suite,
    file,
    status: statusOf(test),
    durationMs: asNumber(test.duration),
    attempts: [],
    message: messageText(asText(error.message)),
    trace: traceText(asText(error.estack) ?? asText(error.stack)),
  };
}

function statusOf(test: Record<string, unknown>): TestStatus {
  if (test.fail === true || test.state === 'failed') return 'failed';
  if (test.pass === true || test.state === 'passed') return 'passed';
  if (test.pending === true || test.state === 'pending') return 'pending';
  return test.skipped === true || test.state === 'skipped' ? 'skipped' : 'other';
}
