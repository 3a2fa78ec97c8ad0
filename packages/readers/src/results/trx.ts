import type { ReadTest, TestStatus } from '@qitops/model';
import { between, clockToMs, momentOf } from '../duration.ts';
import { messageText, traceText } from '../text.ts';
import type { Attributes } from '../xml.ts';
import { childAt, readXmlParts, textAt, type XmlNode } from '../xml-tree.ts';
import { outputText, withDetails } from './details.ts';
import type { ResultFormat, ResultSink } from './format.ts';

/** Visual Studio TRX, of `dotnet test --logger trx` and MSTest. */
export const trx: ResultFormat = {
  id: 'trx',
  title: 'Visual Studio TRX',
  sniff: (head) => head.root?.name === 'TestRun',
  async read(source, sink) {
    const reader = new TrxReader(sink);
    try {
      await readXmlParts(
        source,
        {
          whole: new Set([
            'UnitTestResult',
            'TestResultAggregation',
            'GenericTestResult',
            'ManualTestResult',
            'UnitTest',
            'RunInfo',
          ]),
          node: (node) => reader.node(node),
          open: (name, attributes) => reader.open(name, attributes),
        },
        sink.warning,
      );
    } finally {
      reader.flush();
    }
  },
};

const OUTCOMES = new Map<string, TestStatus>(
  Object.entries({
    passed: ['Passed', 'PassedButRunAborted', 'Completed', 'Warning'],
    failed: ['Failed'],
    errored: ['Error', 'Timeout', 'Aborted', 'NotRunnable', 'Disconnected'],
    skipped: ['NotExecuted'],
    pending: ['Pending', 'InProgress'],
    inconclusive: ['Inconclusive'],
  } satisfies Partial<Record<TestStatus, string[]>>).flatMap(([status, words]) =>
    words.map((word) => [word.toLowerCase(), status as TestStatus]),
  ),
);

class TrxReader {
  readonly #sink: ResultSink;
  /** The definitions that name a test's class stand behind the results, so these wait for them. */
  readonly #waiting: { test: ReadTest; id: string }[] = [];
  readonly #classes = new Map<string, string>();
  #failed = false;
  #outcome = '';
  #runErrors: string[] = [];

  constructor(sink: ResultSink) {
    this.#sink = sink;
  }

  open(name: string, attributes: Attributes): void {
    if (name === 'ResultSummary') this.#outcome = attributes.outcome ?? '';
  }

  node(node: XmlNode): void {
    if (node.name === 'UnitTest') {
      const className = childAt(node, 'TestMethod')?.attributes.className;
      if (className) this.#classes.set(node.attributes.id ?? '', className.split(',', 1)[0]!);
    } else if (node.name === 'RunInfo') {
      if (/^(?:Error|Failed|Aborted|Timeout)$/i.test(node.attributes.outcome ?? '')) {
        this.#runErrors.push(textAt(node, 'Text') ?? 'the test run reported an error');
      }
    } else this.#result(node);
  }

  flush(): void {
    for (const { test, id } of this.#waiting) {
      const className = this.#classes.get(id);
      if (className) {
        test.suite = [className];
        if (test.name.startsWith(`${className}.`)) test.name = test.name.slice(className.length + 1);
      }
      this.#sink.test(test);
    }
    this.#waiting.length = 0;
    if (!/^(?:Failed|Error|Aborted|Timeout)$/i.test(this.#outcome) || this.#failed) return;
    const message = this.#runErrors.join('\n') || `the run's outcome is ${this.#outcome}`;
    this.#sink.test({
      name: 'test run',
      suite: [],
      file: null,
      status: 'errored',
      durationMs: null,
      attempts: [],
      message: messageText(message),
      suiteLevel: true,
    });
  }

  /** A data-driven test holds one result for each row; then only the rows are tests. */
  #result(node: XmlNode): void {
    const rows =
      childAt(node, 'InnerResults')?.children.filter((child) => child.name.endsWith('Result')) ?? [];
    if (rows.length > 0) {
      for (const row of rows) this.#result(row);
      return;
    }
    const { attributes } = node;
    const error = childAt(node, 'Output', 'ErrorInfo');
    const status = this.#status(attributes.outcome, error !== undefined);
    if (status === 'failed' || status === 'errored') this.#failed = true;
    const test: ReadTest = {
      name: attributes.testName || '(no name)',
      suite: [],
      file: null,
      status,
      durationMs: clockToMs(attributes.duration) ?? between(attributes.startTime, attributes.endTime),
      startMs: momentOf(attributes.startTime),
      attempts: [],
      message: messageText(error && textAt(error, 'Message')),
      trace: traceText(error && textAt(error, 'StackTrace')),
    };
    this.#waiting.push({
      id: attributes.testId ?? '',
      test: withDetails(test, () => ({
        stdout: outputText(textAt(node, 'Output', 'StdOut') ?? ''),
        stderr: outputText(textAt(node, 'Output', 'StdErr') ?? ''),
      })),
    });
  }

  #status(outcome: string | undefined, hasError: boolean): TestStatus {
    // The enumeration's default, Error, is left out by the writer.
    if (outcome === undefined || outcome === '') return hasError ? 'errored' : 'other';
    const status = OUTCOMES.get(outcome.toLowerCase());
    if (!status) this.#sink.warning(`the outcome "${outcome}" is not known: counted as other`);
    return status ?? 'other';
  }
}
