import type { ReadTest, TestStatus } from '@qitops/model';
import { readJson } from '../json.ts';
import { asArray, asNumber, asObject, asText, messageText, traceText } from '../text.ts';
import type { ResultFormat, ResultSink } from './format.ts';

/** RSpec's JSON formatter. */
export const rspec: ResultFormat = {
  id: 'rspec-json',
  title: 'RSpec JSON',
  sniff: (head) =>
    Boolean(head.json?.has('examples') && (head.json.has('version') || head.json.has('summary'))),
  async read(source, sink) {
    const messages: string[] = [];
    let outside = 0;
    await readJson(
      source,
      {
        seed: (value) => sink.seed(String(value)),
        'messages.*': (value) => messages.push(asText(value) ?? ''),
        'examples.*': (value) => sink.test(readExample(asObject(value), sink)),
        'summary.errors_outside_of_examples_count': (value) => {
          outside = asNumber(value) ?? 0;
        },
      },
      sink.warning,
    );
    const errors = messages.filter((message) =>
      /error occurred outside of examples|An error occurred/i.test(message),
    );
    for (let i = 0; i < outside; i++) {
      sink.test({
        name: 'error outside of examples',
        suite: [],
        file: null,
        status: 'errored',
        durationMs: null,
        attempts: [],
        message: messageText((errors[i] ?? messages[i])?.trim().split('\n', 1)[0]),
        trace: traceText(errors[i] ?? messages[i]),
        suiteLevel: true,
      });
    }
  },
};

const STATUS = new Map<string, TestStatus>([
  ['passed', 'passed'],
  ['failed', 'failed'],
  ['pending', 'pending'],
]);

function readExample(example: Record<string, unknown>, sink: ResultSink): ReadTest {
  const name = asText(example.description) || asText(example.full_description) || '(no name)';
  const full = asText(example.full_description) ?? '';
  const above = full.endsWith(name) ? full.slice(0, full.length - name.length).trim() : '';
  const status = STATUS.get(asText(example.status) ?? '');
  if (!status) sink.warning(`an example has the status "${asText(example.status) ?? ''}": counted as other`);
  const seconds = asNumber(example.run_time);
  const exception = asObject(example.exception);
  const line = asNumber(example.line_number);
  return {
    name,
    suite: above ? [above] : [],
    file: asText(example.file_path)?.replace(/^\.\//, '') ?? null,
    line: line !== null && line > 0 ? line : undefined,
    status: status ?? 'other',
    durationMs: seconds === null || seconds < 0 ? null : seconds * 1000,
    attempts: [],
    message: messageText(asText(exception.message) ?? asText(example.pending_message)),
    trace: traceText(asArray(exception.backtrace).map(asText).join('\n')),
  };
}
