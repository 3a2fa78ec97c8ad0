import type { ReadTest, TestAttachment, TestStatus, TestStep } from '@qitops/model';
import { momentOf } from '../duration.ts';
import { readJson } from '../json.ts';
import { asArray, asNumber, asObject, asText, firstLine, messageText, traceText } from '../text.ts';
import { cappedAttachments, cappedSteps, isTextType, textInReport, withDetails } from './details.ts';
import type { ResultFormat, ResultSink } from './format.ts';

/** Cucumber's JSON, of all its languages, behave, godog, Karate and SpecFlow's converters. */
export const cucumber: ResultFormat = {
  id: 'cucumber-json',
  title: 'Cucumber JSON',
  sniff: (head) =>
    head.json !== null &&
    /^\s*\[/.test(head.text) &&
    (head.json.has('[].elements') ||
      (head.json.has('[].keyword') && (head.json.has('[].uri') || head.json.has('[].name')))),
  async read(source, sink) {
    await readJson(
      source,
      {
        '*': (value) => {
          for (const test of readFeature(asObject(value), sink)) sink.test(test);
        },
      },
      sink.warning,
    );
  },
};

interface Outcome {
  status: TestStatus;
  durationMs: number | null;
  message: string | undefined;
}

function readFeature(feature: Record<string, unknown>, sink: ResultSink): ReadTest[] {
  const tests: ReadTest[] = [];
  const location = /^(.*?):(\d+)$/.exec(asText(feature.location) ?? '');
  const uri = asText(feature.uri) ?? location?.[1];
  let background: unknown[] = [];
  for (const element of asArray(feature.elements).map(asObject)) {
    if (asText(element.type)?.toLowerCase() === 'background') {
      // The JVM's Cucumber writes the background's steps, with their results, once before each scenario.
      background = asArray(element.steps);
      continue;
    }
    const outcome = outcomeOf(element, background, sink);
    const steps = [...background, ...asArray(element.steps)].map(asObject);
    background = [];
    const line =
      asNumber(element.line) ?? Number(/:(\d+)$/.exec(asText(element.location) ?? '')?.[1] ?? Number.NaN);
    const tags = asArray(element.tags).flatMap((tag) => asText(tag) ?? asText(asObject(tag).name) ?? []);
    const test: ReadTest = {
      name: asText(element.name)?.trim() || asText(element.keyword) || '(no name)',
      suite: [asText(feature.name)?.trim() ?? ''].filter((name) => name !== ''),
      file: uri?.replace(/^(?:classpath|file):/, '') || null,
      line: line > 0 ? line : undefined,
      status: outcome.status,
      durationMs: outcome.durationMs,
      startMs: momentOf(element.start_timestamp),
      attempts: [],
      message: messageText(outcome.message?.split('\n', 1)[0]),
      trace: traceText(outcome.message),
      tags: tags.length > 0 ? tags : undefined,
    };
    tests.push(
      withDetails(
        test,
        () => ({
          steps: cappedSteps(steps.map(stepOf)),
          attachments: cappedAttachments(steps.flatMap(embeddingsOf)),
        }),
        () => steps.map(stepOf),
      ),
    );
  }
  return tests;
}

const PASSED = 0;
const SKIPPED = 1;
const PENDING = 2;
const ERRORED = 3;
const FAILED = 4;
const STATUS: readonly TestStatus[] = ['passed', 'skipped', 'pending', 'errored', 'failed'];
/** Cucumber fails a run with undefined or ambiguous steps: the scenario could not be run as it is written. */
const RANK = new Map<unknown, number>(
  Object.entries({
    passed: PASSED,
    skipped: SKIPPED,
    untested: SKIPPED,
    pending: PENDING,
    undefined: ERRORED,
    ambiguous: ERRORED,
    failed: FAILED,
    error: FAILED,
  }),
);

/** The worst of the steps and hooks decides, and what behave says of the scenario as a whole. */
function outcomeOf(
  element: Record<string, unknown>,
  background: readonly unknown[],
  sink: ResultSink,
): Outcome {
  const own = [...background, ...asArray(element.steps)].map(asObject);
  const hooks = [...asArray(element.before), ...asArray(element.after)].map(asObject);
  const all = [
    ...hooks,
    ...own.flatMap((step) => [step, ...[step.before, step.after].flatMap(asArray).map(asObject)]),
  ];
  const whole = RANK.get(element.status) ?? -1;
  let duration: number | null = null;
  let worst = -1;
  let message: string | undefined;
  for (const step of all) {
    const result = asObject(step.result);
    const nanoseconds = asNumber(result.duration);
    if (nanoseconds !== null) duration = (duration ?? 0) + nanoseconds / 1e6;
    const rank = RANK.get(asText(result.status)?.toLowerCase()) ?? -1;
    worst = Math.max(worst, rank);
    const error = asText(result.error_message) ?? asArray(result.error_message).map(asText).join('\n');
    if (rank === FAILED && message === undefined && error) message = error;
    if (rank === ERRORED) message ??= `the step "${asText(step.name) ?? ''}" is ${asText(result.status)}`;
  }
  worst = Math.max(worst, whole);
  if (worst < 0 && own.length > 0) {
    sink.partial(`the steps of "${asText(element.name) ?? ''}" have no result`);
  }
  // A scenario in which nothing ran counts as passed for Cucumber (TestCaseState of its JVM edition).
  return { status: STATUS[worst] ?? 'passed', durationMs: duration, message };
}

function stepOf(step: Record<string, unknown>): TestStep {
  const result = asObject(step.result);
  const nanoseconds = asNumber(result.duration);
  const rank = RANK.get(asText(result.status)?.toLowerCase());
  return {
    name: `${asText(step.keyword) ?? ''}${asText(step.name) ?? ''}`.trim(),
    status: rank === undefined ? 'other' : STATUS[rank]!,
    durationMs: nanoseconds === null ? null : nanoseconds / 1e6,
    depth: 0,
    message: messageText(firstLine(asText(result.error_message))),
  };
}

/** Text that a step attached; pictures stand in these reports too, and are only named. */
function embeddingsOf(step: Record<string, unknown>): TestAttachment[] {
  return asArray(step.embeddings).map((value) => {
    const { mime_type, media, data, name } = asObject(value);
    const type = asText(mime_type) ?? asText(asObject(media).type);
    const text = type && isTextType(type) ? textInReport(asText(data) ?? '') : undefined;
    return { name: asText(name) ?? type ?? 'attachment', contentType: type, path: null, text };
  });
}
