import type { ReadTest, TestStatus } from '@qitops/model';
import { readJson } from '../json.ts';
import { asArray, asNumber, asObject, asText, messageText, traceText } from '../text.ts';
import type { ResultFormat, ResultSink } from './format.ts';

/** Allure 2 (and 3) results: one JSON file for each test, `<uuid>-result.json`. */
export const allure2: ResultFormat = {
  id: 'allure2-json',
  title: 'Allure 2 JSON',
  sniff: (head) => {
    if (head.json === null || !/^\s*\{/.test(head.text)) return false;
    if (/-result\.json$/i.test(head.path) && head.json.has('name')) return true;
    // Hardly anything is required of a result, so every key at the top must be one of Allure's.
    const top = [...head.json].filter((path) => !path.includes('.'));
    const own = top.filter((key) => KEYS.has(key));
    return head.json.has('name') && own.length >= 2 && own.length >= top.length - 1;
  },
  async read(source, sink) {
    await readJson(source, { '': (value) => sink.test(readTest(asObject(value), sink)) }, sink.warning);
  },
};

const KEYS = new Set(
  (
    'uuid historyId testCaseId testCaseName fullName name title description descriptionHtml status statusDetails ' +
    'stage steps attachments parameters labels links start stop befores afters titlePath isFlaky id tags details rerunOf'
  ).split(' '),
);

const STATUS = new Map<string, TestStatus>([
  ['passed', 'passed'],
  ['failed', 'failed'],
  ['broken', 'errored'],
  ['skipped', 'skipped'],
  ['canceled', 'skipped'],
  ['pending', 'pending'],
]);

function readTest(result: Record<string, unknown>, sink: ResultSink): ReadTest {
  const labels = asArray(result.labels).map(asObject);
  const label = (...names: string[]): string | undefined => {
    for (const name of names) {
      const found = labels.find((each) => each.name === name && asText(each.value));
      if (found) return asText(found.value);
    }
    return undefined;
  };
  const framework = label('framework');
  if (framework) sink.framework(framework);
  const status = STATUS.get(asText(result.status)?.toLowerCase() ?? '');
  if (!status) sink.warning('the test has no status: it has no outcome and is counted as pending');
  const details = asObject(result.statusDetails);
  const suites = [label('parentSuite'), label('suite'), label('subSuite')].filter(
    (part) => part !== undefined,
  );
  const className = label('testClass', 'package');
  const start = asNumber(result.start);
  const stop = asNumber(result.stop);
  const historyId = asText(result.historyId);
  const tags = labels.filter((each) => each.name === 'tag').flatMap((each) => asText(each.value) ?? []);
  return {
    name: asText(result.name) || asText(result.fullName) || '(no name)',
    suite: suites.length > 0 ? suites : className ? [className] : [],
    file: fileOf(asText(result.fullName), labels),
    status: status ?? 'pending',
    durationMs: start !== null && stop !== null && stop >= start ? stop - start : null,
    attempts: [],
    message: messageText(asText(details.message)),
    trace: traceText(asText(details.trace)),
    retry: historyId && start !== null ? { group: historyId, order: start } : undefined,
    tags: tags.length > 0 ? tags : undefined,
    attachments: attachmentsOf(result.attachments),
  };
}

/** `path/to/x.spec.ts:12:3` and `path/to/x.spec.ts#title` of the JavaScript adapters. */
function fileOf(fullName: string | undefined, labels: readonly Record<string, unknown>[]): string | null {
  const titlePath = labels.find((each) => each.name === 'filePath' || each.name === 'testFile');
  const match = /^([^#\s]+\.(?:[cm]?[jt]sx?|py|rb|php|feature))(?:[:#]|$)/.exec(fullName ?? '');
  return asText(titlePath?.value) ?? match?.[1] ?? null;
}

function attachmentsOf(value: unknown): ReadTest['attachments'] {
  const list = asArray(value).flatMap((each) => {
    const { name, source, type } = asObject(each);
    const path = asText(source);
    return path ? [{ name: asText(name) ?? path, contentType: asText(type), path }] : [];
  });
  return list.length > 0 ? list : undefined;
}
