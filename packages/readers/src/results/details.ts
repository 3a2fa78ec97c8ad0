import {
  type Attempt,
  type AttemptDetails,
  isFailure,
  type NamedValue,
  type ReadTest,
  type TestAttachment,
  type TestStep,
} from '@qitops/model';
import { capped, withoutColours } from '../text.ts';
import type { XmlNode } from '../xml-tree.ts';

/** Steps kept of an attempt, and how many of them are its first ones: a failure is near the end. */
const STEPS = 100;
const FIRST_STEPS = 20;
const STEP_NAME = 300;
/** Steps that a test which passed may have to be kept with them. */
const PASSED_STEPS = 30;
/** Characters kept of each output, from its end. */
const OUTPUT = 4096;
/** Characters kept of a text that stands in the report itself. */
const ATTACHED_TEXT = 4096;
const ATTACHMENTS = 20;
const NAMED_VALUES = 20;
/** Characters of a worker's name. */
export const WORKER = 100;
const NAME = 60;
const VALUE = 200;

/** A test with its details. Of one that passed at the first try its steps alone are kept, where they are few. */
export function withDetails(
  test: ReadTest,
  details: () => AttemptDetails,
  steps?: () => readonly TestStep[],
): ReadTest {
  if (isFailure(test.status) || test.attempts.length > 0) return { ...test, ...present(details()) };
  const found = test.status === 'passed' ? (steps?.() ?? []) : [];
  return found.length > 0 && found.length <= PASSED_STEPS ? { ...test, steps: cappedSteps(found) } : test;
}

/** An attempt with its details. */
export function attemptWith(attempt: Attempt, details: AttemptDetails): Attempt {
  return { ...attempt, ...present(details) };
}

function present(details: AttemptDetails): AttemptDetails {
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
}

/** Steps within the cap; what was left out of the middle is said in a step of its own. */
export function cappedSteps(steps: readonly TestStep[]): TestStep[] | undefined {
  if (steps.length === 0) return undefined;
  const named = steps.map((step) => ({ ...step, name: capped(step.name, STEP_NAME) }));
  if (named.length <= STEPS) return named;
  const left = named.length - (STEPS - 1);
  const gap: TestStep = { name: `… ${left} steps left out`, status: 'other', durationMs: null, depth: 0 };
  return [...named.slice(0, FIRST_STEPS), gap, ...named.slice(FIRST_STEPS + left)];
}

/** The end of an output, without colours; undefined when there is none. */
export function outputText(text: string): string | undefined {
  const plain = withoutColours(text).trim();
  if (plain === '') return undefined;
  return plain.length <= OUTPUT
    ? plain
    : `… ${plain.length - OUTPUT} earlier characters\n${plain.slice(-OUTPUT)}`;
}

export function cappedAttachments(list: readonly TestAttachment[]): TestAttachment[] | undefined {
  if (list.length === 0) return undefined;
  return list.slice(0, ATTACHMENTS).map(({ text, ...each }) => ({
    ...each,
    name: capped(each.name, VALUE),
    ...(text === undefined ? {} : { text: capped(text, ATTACHED_TEXT) }),
  }));
}

/** Labels or parameters with something to say; undefined when there are none. */
export function namedValues(list: readonly NamedValue[]): NamedValue[] | undefined {
  const kept = list
    .filter(({ name, value }) => name.trim() !== '' && value.trim() !== '')
    .slice(0, NAMED_VALUES)
    .map(({ name, value }) => ({ name: capped(name, NAME), value: capped(value, VALUE) }));
  return kept.length > 0 ? kept : undefined;
}

/** Children with a name and a value as labels; those that begin with `_` are the runner's own. */
export function labelsIn(parent: XmlNode | undefined): NamedValue[] | undefined {
  const named = (parent?.children ?? []).flatMap(({ attributes: { name = '', value = '' } }) =>
    name.startsWith('_') ? [] : [{ name, value }],
  );
  return namedValues(named);
}

/** Whether a media type is that of text. */
export function isTextType(type: string): boolean {
  return /^text\/|[/+](?:json|xml|yaml)\b/.test(type);
}

/** The beginning of a text that stands in a report as base64. */
export function textInReport(base64: string): string {
  return Buffer.from(base64.slice(0, 4 * ATTACHED_TEXT), 'base64').toString('utf8');
}
