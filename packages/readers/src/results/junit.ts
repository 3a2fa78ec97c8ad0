import { isFailure } from '@qitops/model';
import { momentOf } from '../duration.ts';
import { capped, messageText, TRACE_CAP, traceText } from '../text.ts';
import { type Attributes, readXml, type XmlHandler } from '../xml.ts';
import { withDetails } from './details.ts';
import type { ResultFormat, ResultSink } from './format.ts';
import { JUnitCase, outcomeOf } from './junit-case.ts';
import { type OpenSuite, Places, runnerShown } from './junit-dialect.ts';
import type { JUnitOutput } from './junit-output.ts';

/** JUnit XML in every dialect: Surefire, Gradle, pytest, Jest, Vitest, Playwright, PHPUnit, nextest and the rest. */
export const junit: ResultFormat = {
  id: 'junit-xml',
  title: 'JUnit XML',
  sniff: (head) =>
    head.root !== null &&
    ['testsuites', 'testsuite', 'testcase'].includes(head.root.name) &&
    !head.elements.has('assembly'),
  async read(source, sink) {
    const handler = new JUnitHandler(sink);
    await readXml(source, handler, sink.warning);
    handler.finish();
  },
};

/** Names of properties that hold the seed of a run (`random_seed`, `pytest.randomly.seed`). */
const SEED = /(^|[._-])seed$/i;

/** Properties that are looked at of a case. */
const PROPERTIES = 50;

/** A suite with what it declares of itself, to be compared with what it holds. */
interface Suite extends OpenSuite {
  tests: number;
  declared: number | null;
  declaredFailures: number;
}

class JUnitHandler implements XmlHandler {
  at?: () => number;
  readonly #sink: ResultSink;
  readonly #suites: Suite[] = [];
  #framework: string | null = null;
  #case: JUnitCase | null = null;
  /** Depth below the element whose text is being collected. */
  #collecting = 0;
  /** Where that text goes when it is output of the case; null = it says how something failed. */
  #output: JUnitOutput | null = null;
  #text = '';
  #suiteOutcome: { status: 'failed' | 'errored'; message: string | undefined } | null = null;
  #failures = 0;
  #declaredFailures = 0;
  #disagreements = 0;
  #firstDisagreement = '';
  #tests = 0;
  readonly #places = new Places();

  constructor(sink: ResultSink) {
    this.#sink = sink;
  }

  open(name: string, attributes: Attributes, depth: number): boolean {
    if (this.#collecting > 0) {
      // Markup inside a failure: its text belongs to the failure.
      this.#collecting += 1;
      return true;
    }
    if (name === 'testsuite' || name === 'testsuites') this.#openSuite(name, attributes, depth);
    else if (name === 'testcase') {
      if (this.#case) this.#endCase();
      this.#show(runnerShown(name, attributes));
      this.#case = new JUnitCase(attributes);
    } else if (this.#case) return this.#openInCase(name, attributes);
    else if (name === 'property' && SEED.test(attributes.name ?? '')) this.#sink.seed(attributes.value ?? '');
    else if ((name === 'error' || name === 'failure') && this.#suites.length > 0) {
      const status = name === 'error' ? 'errored' : 'failed';
      this.#suiteOutcome = { status, message: attributes.message ?? attributes.type };
      return this.#collect();
    }
    return false;
  }

  text(text: string): void {
    if (this.#output) {
      this.#output.add(text);
      return;
    }
    const room = TRACE_CAP * 2 - this.#text.length;
    if (room > 0) this.#text += text.length > room ? text.slice(0, room) : text;
  }

  close(name: string): void {
    if (this.#collecting > 0) {
      this.#collecting -= 1;
      if (this.#collecting === 0) this.#collected();
    } else if (name === 'testcase') this.#endCase();
    else if (name === 'testsuite' || name === 'testsuites') this.#closeSuite();
  }

  /** What can only be judged when the whole file was seen. */
  finish(): void {
    if (this.#disagreements > 0) {
      const more = this.#disagreements > 1 ? ` (and ${this.#disagreements - 1} more suites)` : '';
      this.#sink.warning(`${this.#firstDisagreement}${more}: the cases were counted`);
    }
    if (this.#declaredFailures > 0 && this.#failures === 0) {
      this.#sink.partial(
        `its suites declare ${this.#declaredFailures} failures, but no failing test is in the file`,
      );
    }
  }

  #show(runner: string | null): void {
    if (!runner || this.#framework) return;
    this.#framework = runner;
    this.#places.changed();
    this.#sink.framework(runner);
  }

  #openSuite(element: string, attributes: Attributes, depth: number): void {
    this.#show(runnerShown(element, attributes));
    this.#places.changed();
    const outermost = element === 'testsuites' && depth === 0;
    const failures = count(attributes.failures ?? attributes.failed) + count(attributes.errors);
    if (depth === 0 || (this.#suites.length === 1 && this.#suites[0]!.declaredFailures === 0)) {
      this.#declaredFailures += failures;
    }
    this.#suites.push({
      name: outermost ? '' : capped(attributes.name ?? '', 1024),
      file: attributes.file || attributes.filepath || null,
      hostname: attributes.hostname,
      tests: this.#tests,
      declared: attributes.tests === undefined ? null : count(attributes.tests),
      declaredFailures: failures,
    });
  }

  #closeSuite(): void {
    const suite = this.#suites.pop();
    this.#places.changed();
    if (!suite || suite.declared === null) return;
    const tests = this.#tests - suite.tests;
    if (suite.declared === tests) return;
    this.#disagreements += 1;
    this.#firstDisagreement ||= `the suite "${suite.name}" declares ${suite.declared} tests and holds ${tests}`;
  }

  #openInCase(name: string, attributes: Attributes): boolean {
    if (name === 'property') {
      const { properties } = this.#case!;
      if (properties.length < PROPERTIES)
        properties.push({ name: attributes.name ?? '', value: attributes.value ?? '' });
      return false;
    }
    if (name === 'system-out' || name === 'system-err') {
      this.#output = this.#case!.output(name);
      this.#collecting = 1;
      return true;
    }
    const outcome = outcomeOf(name);
    if (!outcome) return false;
    this.#case!.said.push({ outcome, message: attributes.message, type: attributes.type, text: '' });
    return this.#collect();
  }

  #collect(): true {
    this.#collecting = 1;
    this.#text = '';
    return true;
  }

  #collected(): void {
    if (this.#output) {
      this.#output = null;
      return;
    }
    const text = this.#text;
    this.#text = '';
    if (this.#case) {
      this.#case.said.at(-1)!.text = text;
      return;
    }
    const { status, message } = this.#suiteOutcome!;
    this.#suiteOutcome = null;
    this.#failures += 1;
    const suite = this.#suites.map((each) => each.name).filter((name) => name !== '');
    this.#sink.test({
      name: suite.at(-1) ?? '(suite)',
      suite: suite.slice(0, -1),
      file: this.#suites.at(-1)?.file ?? null,
      status,
      durationMs: null,
      attempts: [],
      message: messageText(message ?? text.trim().split('\n', 1)[0]),
      trace: traceText(text),
      suiteLevel: true,
    });
  }

  #endCase(): void {
    const read = this.#case;
    if (!read) return;
    this.#case = null;
    const { contradiction, ...outcome } = read.outcome();
    const place = this.#places.of(read.attributes, this.#suites, this.#framework);
    if (contradiction) this.#sink.warning(`"${place.name}" is ${contradiction}`, this.at?.());
    const line = count(read.attributes.line ?? read.attributes.lineno);
    this.#tests += 1;
    if (isFailure(outcome.status) || outcome.attempts.length > 0) this.#failures += 1;
    const test = {
      ...place,
      line: line > 0 ? line : undefined,
      ...outcome,
      labels: read.labels(),
      startMs: momentOf(read.attributes.timestamp),
    };
    this.#sink.test(withDetails(test, () => read.details()));
  }
}

function count(text: string | undefined): number {
  const value = Number.parseInt(text ?? '', 10);
  return Number.isFinite(value) && value > 0 ? value : 0;
}
