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
  firstLine,
  messageText,
  traceText,
  withoutColours,
} from '../text.ts';
import {
  attemptWith,
  cappedAttachments,
  cappedSteps,
  isTextType,
  namedValues,
  outputText,
  textInReport,
  withDetails,
} from './details.ts';
import type { ResultFormat, ResultSink } from './format.ts';

/** Playwright Test's JSON reporter, with every attempt. */
export const playwright: ResultFormat = {
  id: 'playwright-json',
  title: 'Playwright JSON',
  sniff: (head) =>
    head.json !== null &&
    ((head.json.has('config') &&
      (head.json.has('suites') || head.json.has('config.projects') || head.json.has('config.rootDir'))) ||
      head.json.has('suites.[].specs')),
  async read(source, sink) {
    sink.framework('playwright');
    await readJson(
      source,
      {
        'suites.*': (value) => readSuite(asObject(value), null, sink),
        'errors.*': (value) => readError(asObject(value), sink),
      },
      sink.warning,
    );
  },
};

function readSuite(suite: Record<string, unknown>, above: string[] | null, sink: ResultSink): void {
  // The outermost suite is the file.
  const titles = above === null ? [] : [...above, asText(suite.title) ?? ''].filter((title) => title !== '');
  for (const spec of asArray(suite.specs).map(asObject)) {
    for (const test of asArray(spec.tests).map(asObject)) sink.test(readTest(test, spec, titles, sink));
  }
  for (const inner of asArray(suite.suites)) readSuite(asObject(inner), titles, sink);
}

const FINAL = new Map<string, TestStatus>([
  ['expected', 'passed'],
  ['flaky', 'passed'],
  ['unexpected', 'failed'],
  ['skipped', 'skipped'],
]);

function readTest(
  test: Record<string, unknown>,
  spec: Record<string, unknown>,
  titles: string[],
  sink: ResultSink,
): ReadTest {
  const results = asArray(test.results).map(asObject);
  const last = results.at(-1) ?? {};
  const project = asText(test.projectName);
  const line = asNumber(spec.line);
  const tags = asArray(spec.tags).flatMap((tag) => asText(tag) ?? []);
  const read: ReadTest = {
    name: asText(spec.title) || '(no name)',
    suite: project ? [project, ...titles] : titles,
    file: asText(spec.file) ?? null,
    line: line !== null && line > 0 ? line : undefined,
    status: statusOf(test, last, sink),
    durationMs: asNumber(last.duration),
    ...timeOf(last),
    attempts: results.slice(0, -1).map(attemptOf),
    message: messageText(firstLine(asText(errorOf(last).message))),
    trace: traceOf(last),
    tags: tags.length > 0 ? tags : undefined,
    labels: namedValues(
      asArray(test.annotations)
        .map(asObject)
        .map(({ type, description }) => ({ name: asText(type) ?? '', value: asText(description) ?? '' })),
    ),
  };
  return withDetails(
    read,
    () => detailsOf(last),
    () => stepsOf(last.steps, 0),
  );
}

function statusOf(
  test: Record<string, unknown>,
  last: Record<string, unknown>,
  sink: ResultSink,
): TestStatus {
  const status = FINAL.get(asText(test.status) ?? '');
  if (status === 'failed' && last.status === 'interrupted') return 'errored';
  // A run that was stopped leaves tests without a result behind.
  if (status === 'passed' && asArray(test.results).length === 0) return 'other';
  if (status) return status;
  sink.warning(`a test has the status "${asText(test.status) ?? ''}", which is not known: counted as other`);
  return 'other';
}

function attemptOf(result: Record<string, unknown>): Attempt {
  const status = result.status === 'passed' ? 'passed' : result.status === 'skipped' ? 'skipped' : 'failed';
  const attempt = {
    status,
    durationMs: asNumber(result.duration),
    ...timeOf(result),
    message: messageText(firstLine(asText(errorOf(result).message))),
  } as const;
  return attemptWith(attempt, { trace: traceOf(result), ...detailsOf(result) });
}

/** Workers are numbered by their place: one that died and was begun anew stays in its row. */
function timeOf({ startTime, parallelIndex }: Record<string, unknown>): AttemptTime {
  const place = asNumber(parallelIndex);
  return {
    startMs: momentOf(startTime),
    worker: place === null || place < 0 ? undefined : `worker ${place + 1}`,
  };
}

function traceOf(result: Record<string, unknown>): string | undefined {
  return traceText(withoutColours(asText(errorOf(result).stack) ?? asText(errorOf(result).message) ?? ''));
}

function detailsOf(result: Record<string, unknown>): AttemptDetails {
  return {
    steps: cappedSteps(stepsOf(result.steps, 0)),
    stdout: outputText(writtenText(result.stdout)),
    stderr: outputText(writtenText(result.stderr)),
    attachments: cappedAttachments(attachmentsOf(result.attachments)),
  };
}

function stepsOf(value: unknown, depth: number): TestStep[] {
  return asArray(value)
    .map(asObject)
    .flatMap((step): TestStep[] => [
      {
        name: asText(step.title) ?? '',
        status: step.error ? 'failed' : 'passed',
        durationMs: asNumber(step.duration),
        depth,
        message: messageText(firstLine(asText(asObject(step.error).message))),
      },
      ...stepsOf(step.steps, depth + 1),
    ]);
}

/** What a worker wrote, piece by piece: text, or bytes that are no text. */
function writtenText(value: unknown): string {
  return asArray(value)
    .map((piece) => asText(asObject(piece).text) ?? '')
    .join('');
}

function errorOf(result: Record<string, unknown>): Record<string, unknown> {
  return asObject(result.error ?? asArray(result.errors)[0]);
}

/** An error outside of tests: a file that does not load, a worker that died. */
function readError(error: Record<string, unknown>, sink: ResultSink): void {
  const { file, line } = asObject(error.location);
  const text = withoutColours(asText(error.message) ?? asText(error.value) ?? '');
  sink.test({
    name: asText(file) ?? 'Playwright',
    suite: [],
    file: asText(file) ?? null,
    line: asNumber(line) ?? undefined,
    status: 'errored',
    durationMs: null,
    attempts: [],
    message: messageText(firstLine(text)),
    trace: traceText(withoutColours(asText(error.stack) ?? text)),
    suiteLevel: true,
  });
}

/** Attachments without those by which Allure's adapter talks to itself. */
function attachmentsOf(value: unknown): TestAttachment[] {
  return asArray(value).flatMap((each): TestAttachment[] => {
    const { name, contentType, path, body } = asObject(each);
    const [where, type] = [asText(path), asText(contentType)];
    if (type?.startsWith('application/vnd.allure.')) return [];
    if (where) return [{ name: asText(name) ?? where, contentType: type, path: where }];
    const text = asText(body);
    if (!text) return [];
    const shown = type && isTextType(type) ? textInReport(text) : undefined;
    return [{ name: asText(name) ?? 'attachment', contentType: type, path: null, text: shown }];
  });
}
