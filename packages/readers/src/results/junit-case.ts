import type { Attempt, AttemptDetails, NamedValue, ReadTest, TestStatus } from '@qitops/model';
import { secondsToMs } from '../duration.ts';
import { firstLine, messageText, traceText } from '../text.ts';
import type { Attributes } from '../xml.ts';
import { cappedAttachments, namedValues } from './details.ts';
import { attachmentsIn, JUnitOutput } from './junit-output.ts';

/** What a child of a `<testcase>` says of it. */
export type Outcome =
  | 'failure'
  | 'error'
  | 'skipped'
  | 'flakyFailure'
  | 'flakyError'
  | 'rerunFailure'
  | 'rerunError';

const OUTCOMES = new Map<string, Outcome>([
  ['failure', 'failure'],
  ['failed', 'failure'],
  ['error', 'error'],
  ['skipped', 'skipped'],
  ['ignored', 'skipped'],
  ['disabled', 'skipped'],
  ['flakyFailure', 'flakyFailure'],
  ['flakyError', 'flakyError'],
  ['rerunFailure', 'rerunFailure'],
  ['rerunError', 'rerunError'],
]);

const STATUS_WORDS = new Map<string, TestStatus>(
  Object.entries({
    passed: ['passed', 'pass', 'ok', 'success', 'successful'],
    failed: ['failed', 'fail', 'failure', 'timedout', 'timeout'],
    errored: ['error', 'errored', 'broken'],
    skipped: [
      'skipped',
      'skip',
      'notrun',
      'disabled',
      'ignored',
      'suppressed',
      'pending',
      'filtered',
      'excluded',
    ],
    inconclusive: ['inconclusive'],
  }).flatMap(([status, words]) => words.map((word) => [word, status as TestStatus])),
);

/** The outcome that an element stands for, or undefined when it says nothing of the test's outcome. */
export function outcomeOf(element: string): Outcome | undefined {
  return OUTCOMES.get(element);
}

interface Said {
  outcome: Outcome;
  message: string | undefined;
  type: string | undefined;
  text: string;
}

/** One `<testcase>` while it is being read. */
export class JUnitCase {
  readonly attributes: Attributes;
  readonly said: Said[] = [];
  #stdout: JUnitOutput | null = null;
  #stderr: JUnitOutput | null = null;
  readonly properties: NamedValue[] = [];

  constructor(attributes: Attributes) {
    this.attributes = attributes;
  }

  /** The final status and the attempts before it; `contradiction` names what the file says twice. */
  outcome(): Pick<ReadTest, 'status' | 'attempts' | 'message' | 'trace' | 'durationMs'> & {
    contradiction?: string;
  } {
    const durationMs = secondsToMs(this.attributes.time ?? this.attributes.duration);
    const word = STATUS_WORDS.get(
      (this.attributes.result ?? this.attributes.status ?? '').toLowerCase().replace(/[^a-z]/g, ''),
    );
    if (this.said.length === 0) return { status: word ?? 'passed', durationMs, attempts: [] };
    const finals = this.said.filter(({ outcome }) => outcome === 'failure' || outcome === 'error');
    const reruns = this.said.filter(({ outcome }) => outcome === 'rerunFailure' || outcome === 'rerunError');
    const flakes = this.said.filter(({ outcome }) => outcome === 'flakyFailure' || outcome === 'flakyError');
    const skip = this.said.find(({ outcome }) => outcome === 'skipped');

    if (finals.length > 0 || reruns.length > 0) {
      // Surefire: <failure> is the first run, each <rerunFailure> one more; the last of them is the final one.
      const runs = [...flakes, ...finals.slice(0, 1), ...reruns];
      return {
        status:
          finals.some(({ outcome }) => outcome === 'error') || (finals.length === 0 && isError(reruns[0]))
            ? 'errored'
            : 'failed',
        durationMs,
        attempts: runs.slice(0, -1).map(attemptOf),
        message: messageText(joined(finals.length > 0 ? finals : reruns, messageOf)),
        trace: traceText(joined(finals.length > 0 ? finals : reruns, ({ text }) => text)),
        ...(skip ? { contradiction: 'both failed and skipped: counted as failed' } : {}),
      };
    }
    if (skip) {
      return { status: 'skipped', durationMs, attempts: [], message: messageText(messageOf(skip)) };
    }
    const status = word ?? 'passed';
    return { status, durationMs, attempts: flakes.map(attemptOf) };
  }

  /** Where its output goes; most cases have none. */
  output(element: 'system-out' | 'system-err'): JUnitOutput {
    if (element === 'system-out') {
      this.#stdout ??= new JUnitOutput();
      return this.#stdout;
    }
    this.#stderr ??= new JUnitOutput();
    return this.#stderr;
  }

  labels(): NamedValue[] | undefined {
    return this.properties.length > 0 ? namedValues(this.properties) : undefined;
  }

  /** What it wrote, and the files that it names there as Jenkins' attachments plugin and Playwright do. */
  details(): AttemptDetails {
    const { text, attachments } = attachmentsIn(this.#stdout?.end() ?? '');
    return { stdout: text, stderr: this.#stderr?.text(), attachments: cappedAttachments(attachments) };
  }
}

function attemptOf(said: Said): Attempt {
  return {
    status: isError(said) ? 'errored' : 'failed',
    durationMs: null,
    message: messageText(messageOf(said)),
    ...(said.text.trim() ? { trace: traceText(said.text) } : {}),
  };
}

function isError(said: Said | undefined): boolean {
  return said?.outcome === 'error' || said?.outcome === 'flakyError' || said?.outcome === 'rerunError';
}

/** The message, else the first line of the text, else the type. */
function messageOf({ message, text, type }: Said): string | undefined {
  return message?.trim() || firstLine(text) || type;
}

function joined(said: readonly Said[], part: (said: Said) => string | undefined): string {
  return said
    .map(part)
    .filter((text) => text?.trim())
    .join('\n');
}
