import type { TestStatus } from '@qitops/model';
import { readJsonLines } from '../json-lines.ts';
import { asArray, asNumber, asObject, asText, messageText, traceText } from '../text.ts';
import type { ResultFormat, ResultSink } from './format.ts';

/** Characters of the head in which the start event must stand; Flutter may print a few lines before it. */
const SNIFFED = 4096;

function isStart(line: string): boolean {
  return (
    line.trimStart().startsWith('{') &&
    /"protocolVersion"\s*:/.test(line) &&
    /"type"\s*:\s*"start"/.test(line)
  );
}

/** `dart test --reporter json` and `flutter test --machine`. */
export const dart: ResultFormat = {
  id: 'dart-json',
  title: 'Dart and Flutter JSON',
  sniff: (head) => head.text.slice(0, SNIFFED).split('\n').some(isStart),
  async read(source, sink) {
    const run = new DartRun(sink);
    await readJsonLines(
      source,
      (event) => run.event(event),
      // Flutter's daemon messages stand in brackets.
      (text, line) => {
        if (!text.startsWith('['))
          sink.warning(`a line that is no event was passed over: ${text.slice(0, 80)}`, line);
      },
    );
    run.finish();
  },
};

interface Open {
  name: string;
  groups: string[];
  file: string | null;
  line: number | undefined;
  start: number | null;
  message: string | undefined;
  trace: string | undefined;
}

class DartRun {
  readonly #sink: ResultSink;
  readonly #suites = new Map<number, string>();
  readonly #groups = new Map<number, string>();
  readonly #tests = new Map<number, Open>();
  #done = false;
  #failures = 0;
  #success: unknown = null;

  constructor(sink: ResultSink) {
    this.#sink = sink;
  }

  event(event: Record<string, unknown>): void {
    switch (event.type) {
      case 'suite': {
        const { id, path } = asObject(event.suite);
        this.#suites.set(asNumber(id) ?? -1, asText(path) ?? '');
        break;
      }
      case 'group': {
        const { id, name } = asObject(event.group);
        this.#groups.set(asNumber(id) ?? -1, asText(name) ?? '');
        break;
      }
      case 'testStart':
        this.#start(asObject(event.test), asNumber(event.time));
        break;
      case 'error': {
        const test = this.#tests.get(asNumber(event.testID) ?? -1);
        if (!test) break;
        test.message ??= asText(event.error);
        test.trace ??= asText(event.stackTrace);
        break;
      }
      case 'testDone':
        this.#end(event);
        break;
      case 'done':
        this.#done = true;
        this.#success = event.success;
    }
  }

  finish(): void {
    if (!this.#done) this.#sink.partial('the run did not end: there is no "done" event');
    else if (this.#success === false && this.#failures === 0) {
      this.#sink.partial('the run says that it failed, but no failing test is in the file');
    }
    for (const test of this.#tests.values()) this.#emit(test, 'errored', null, 'the test did not end');
  }

  #start(test: Record<string, unknown>, start: number | null): void {
    const groups = asArray(test.groupIDs).flatMap((id) => this.#groups.get(asNumber(id) ?? -1) || []);
    const full = asText(test.name) ?? '(no name)';
    // A group's name repeats the groups above it, a test's name all of them.
    const inner = groups.at(-1);
    const own = groups.map((group, i) =>
      i > 0 && group.startsWith(`${groups[i - 1]} `) ? group.slice(groups[i - 1]!.length + 1) : group,
    );
    const line = asNumber(test.root_line) ?? asNumber(test.line);
    this.#tests.set(asNumber(test.id) ?? -1, {
      name: inner && full.startsWith(`${inner} `) ? full.slice(inner.length + 1) : full,
      groups: own,
      file: this.#suites.get(asNumber(test.suiteID) ?? -1) || null,
      line: line !== null && line > 0 ? line : undefined,
      start,
      message: undefined,
      trace: undefined,
    });
  }

  #end(event: Record<string, unknown>): void {
    const id = asNumber(event.testID) ?? -1;
    const test = this.#tests.get(id);
    if (!test) return;
    this.#tests.delete(id);
    const status = statusOf(event);
    // Hidden ones load a file or set it up: they count only when they broke.
    const bad = status === 'failed' || status === 'errored';
    if (event.hidden === true && !bad) return;
    const end = asNumber(event.time);
    const durationMs = end !== null && test.start !== null && end >= test.start ? end - test.start : null;
    if (bad) this.#failures += 1;
    this.#emit(test, status, durationMs, undefined);
  }

  #emit(test: Open, status: TestStatus, durationMs: number | null, message: string | undefined): void {
    this.#sink.test({
      name: test.name,
      suite: test.groups,
      file: test.file,
      line: test.line,
      status,
      durationMs,
      attempts: [],
      message: messageText(test.message ?? message),
      trace: traceText(test.trace),
    });
  }
}

function statusOf({ result, skipped }: Record<string, unknown>): TestStatus {
  if (result === 'failure') return 'failed';
  if (result === 'error') return 'errored';
  if (skipped === true) return 'skipped';
  return result === 'success' ? 'passed' : 'other';
}
