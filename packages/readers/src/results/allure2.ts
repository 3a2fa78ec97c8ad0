import { posix } from 'node:path';
import type { NamedValue, ReadTest, TestAttachment, TestStatus, TestStep } from '@qitops/model';
import { momentOf } from '../duration.ts';
import { readJson } from '../json.ts';
import {
  asArray,
  asNumber,
  asObject,
  asText,
  capped,
  firstLine,
  messageText,
  traceText,
  withoutColours,
} from '../text.ts';
import { cappedAttachments, cappedSteps, namedValues, WORKER, withDetails } from './details.ts';
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
    await readJson(
      source,
      { '': (value) => sink.test(readTest(asObject(value), folderOf(source.path), sink)) },
      sink.warning,
    );
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

function readTest(result: Record<string, unknown>, folder: string, sink: ResultSink): ReadTest {
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
  const historyId = asText(result.historyId);
  const tags = labels.filter((each) => each.name === 'tag').flatMap((each) => asText(each.value) ?? []);
  const start = asNumber(result.start);
  const read: ReadTest = {
    name: asText(result.name) || asText(result.fullName) || '(no name)',
    suite: suites.length > 0 ? suites : className ? [className] : [],
    file: fileOf(asText(result.fullName), labels),
    status: status ?? 'pending',
    durationMs: spanOf(result),
    startMs: momentOf(start),
    worker: workerOf(label('host'), label('thread')),
    attempts: [],
    message: messageText(withoutColours(asText(details.message) ?? '')),
    trace: traceText(withoutColours(asText(details.trace) ?? '')),
    retry: historyId && start !== null ? { group: historyId, order: start } : undefined,
    tags: tags.length > 0 ? tags : undefined,
    labels: namedValues([...ownLabels(labels), ...linksOf(result.links)]),
    parameters: namedValues(parametersOf(result.parameters)),
  };
  return withDetails(
    read,
    () => ({
      steps: cappedSteps(stepsOf(result.steps, 0)),
      attachments: cappedAttachments(attachmentsOf(result, folder)),
    }),
    () => stepsOf(result.steps, 0),
  );
}

/** Adapters write the same host into every result of a machine, and `thread` for what runs beside others there. */
function workerOf(host: string | undefined, thread: string | undefined): string | undefined {
  const worker = [host, thread].filter((part) => part !== undefined).join(' ');
  return worker === '' ? undefined : capped(worker, WORKER);
}

/** Labels by which adapters tell where a test ran and which suite it is of: no words of its authors. */
const MACHINE = new Set(
  (
    'host thread framework language package testClass testMethod parentSuite suite subSuite tag ' +
    'filePath testFile AS_ID ALLURE_ID'
  ).split(' '),
);

function ownLabels(labels: readonly Record<string, unknown>[]): NamedValue[] {
  return labels.flatMap(({ name, value }) => {
    const label = asText(name) ?? '';
    return MACHINE.has(label) || label.startsWith('_') ? [] : [{ name: label, value: asText(value) ?? '' }];
  });
}

function linksOf(value: unknown): NamedValue[] {
  return asArray(value)
    .map(asObject)
    .map((link) => ({
      name: asText(link.type) || 'link',
      value: asText(link.name) || asText(link.url) || '',
    }));
}

/** What the authors hide is hidden. */
function parametersOf(value: unknown): NamedValue[] {
  return asArray(value)
    .map(asObject)
    .filter(({ mode }) => mode !== 'hidden' && mode !== 'masked')
    .map(({ name, value: given }) => ({ name: asText(name) ?? '', value: asText(given) ?? '' }));
}

function stepsOf(value: unknown, depth: number): TestStep[] {
  return asArray(value)
    .map(asObject)
    .flatMap((step): TestStep[] => {
      const inner = stepsOf(step.steps, depth + 1);
      // the JavaScript adapters write a step for each attachment: it is among the attachments
      if (!asText(step.status) && inner.length === 0 && asArray(step.attachments).length > 0) return [];
      return [
        {
          name: asText(step.name) ?? '',
          status: STATUS.get(asText(step.status)?.toLowerCase() ?? '') ?? 'other',
          durationMs: spanOf(step),
          depth,
          message: messageText(firstLine(asText(asObject(step.statusDetails).message))),
        },
        ...inner,
      ];
    });
}

function spanOf({ start, stop }: Record<string, unknown>): number | null {
  const [from, to] = [asNumber(start), asNumber(stop)];
  return from !== null && to !== null && to >= from ? to - from : null;
}

function folderOf(path: string): string {
  return posix.dirname(path.replaceAll('\\', '/'));
}

/** `path/to/x.spec.ts:12:3` and `path/to/x.spec.ts#title` of the JavaScript adapters. */
function fileOf(fullName: string | undefined, labels: readonly Record<string, unknown>[]): string | null {
  const titlePath = labels.find((each) => each.name === 'filePath' || each.name === 'testFile');
  const match = /^([^#\s]+\.(?:[cm]?[jt]sx?|py|rb|php|feature))(?:[:#]|$)/.exec(fullName ?? '');
  return asText(titlePath?.value) ?? match?.[1] ?? null;
}

/** Attachments of a test and of its steps; their files lie beside the result. */
function attachmentsOf(of: Record<string, unknown>, folder: string): TestAttachment[] {
  const own = asArray(of.attachments).flatMap((each) => {
    const { name, source, type } = asObject(each);
    const file = asText(source);
    return file
      ? [{ name: asText(name) ?? file, contentType: asText(type), path: posix.join(folder, file) }]
      : [];
  });
  return [...own, ...asArray(of.steps).flatMap((step) => attachmentsOf(asObject(step), folder))];
}
