import type { ReadTest, TestStatus } from '@qitops/model';
import { momentOf, secondsToMs } from '../duration.ts';
import { messageText, traceText } from '../text.ts';
import type { Attributes } from '../xml.ts';
import { childAt, readXmlParts, textAt, type XmlNode } from '../xml-tree.ts';
import { labelsIn, outputText, withDetails } from './details.ts';
import type { ResultFormat, ResultSink } from './format.ts';

/** NUnit 3 (and 4): `<test-run>`. */
export const nunit3: ResultFormat = {
  id: 'nunit3-xml',
  title: 'NUnit 3 XML',
  sniff: (head) =>
    head.root?.name === 'test-run' ||
    (head.root?.name === 'test-suite' &&
      head.root.attributes.has('fullname') &&
      !head.elements.has('test-cases')),
  read: (source, sink) => readNUnit(source, sink),
};

/** NUnit 2, also of MSTest converters: `<test-results>`. */
export const nunit2: ResultFormat = {
  id: 'nunit2-xml',
  title: 'NUnit 2 XML',
  sniff: (head) => head.root?.name === 'test-results' && !head.root.attributes.has('xmlns:ns2'),
  read: (source, sink) => readNUnit(source, sink),
};

interface Suite {
  name: string;
  attributes: Attributes;
  failed: boolean;
  failure: XmlNode | null;
}

async function readNUnit(source: Parameters<ResultFormat['read']>[0], sink: ResultSink): Promise<void> {
  sink.framework('nunit');
  const suites: Suite[] = [];
  await readXmlParts(
    source,
    {
      whole: new Set(['test-case', 'failure', 'reason', 'output', 'settings', 'properties', 'environment']),
      open(name, attributes) {
        if (name !== 'test-suite') return;
        suites.push({ name: attributes.name ?? '', attributes, failed: false, failure: null });
      },
      close(name) {
        if (name === 'test-suite') closeSuite(suites, sink);
      },
      node(node) {
        const suite = suites.at(-1);
        if (node.name === 'test-case') {
          const test = readCase(node, suites, sink);
          if (suite && (test.status === 'failed' || test.status === 'errored')) suite.failed = true;
          sink.test(test);
        } else if (suite && (node.name === 'failure' || (node.name === 'reason' && suite.failure === null))) {
          suite.failure = node;
        }
      },
    },
    sink.warning,
  );
}

/** A fixture that broke without any of its tests failing for it (one-time set-up or tear-down, not loadable). */
function closeSuite(suites: Suite[], sink: ResultSink): void {
  const suite = suites.pop();
  if (!suite) return;
  const parent = suites.at(-1);
  const { result = '', site, label } = suite.attributes;
  const broken =
    /^(?:failed|failure|error)$/i.test(result) &&
    suite.failure !== null &&
    !/^(?:child|parent)$/i.test(site ?? '');
  if (broken && (!suite.failed || /teardown/i.test(site ?? ''))) {
    const message = textAt(suite.failure!, 'message') ?? label;
    // Suites above a failed one repeat "child tests had errors" in older versions, which carry no site.
    sink.test({
      name: suite.name,
      suite: suitePath(suites),
      file: null,
      status: 'errored',
      durationMs: null,
      attempts: [],
      message: messageText(message),
      trace: traceText(textAt(suite.failure!, 'stack-trace')),
      suiteLevel: true,
    });
    suite.failed = true;
  }
  if (parent && suite.failed) parent.failed = true;
}

const RESULTS = new Map<string, TestStatus>(
  Object.entries({
    passed: ['passed', 'success'],
    failed: ['failed', 'failure'],
    errored: ['error', 'notrunnable', 'invalid', 'cancelled'],
    skipped: ['skipped', 'ignored', 'notrun', 'explicit'],
    inconclusive: ['inconclusive'],
    warn: ['warning'],
  } satisfies Partial<Record<TestStatus, string[]>>).flatMap(([status, words]) =>
    words.map((word) => [word, status as TestStatus]),
  ),
);

function readCase(node: XmlNode, suites: readonly Suite[], sink: ResultSink): ReadTest {
  const { attributes } = node;
  const full = attributes.fullname ?? attributes.name ?? '(no name)';
  const className = attributes.classname;
  const test: ReadTest = {
    name:
      attributes.methodname && attributes.name ? attributes.name : shortName(attributes.name ?? full, suites),
    suite: className ? [className] : suitePath(suites),
    file: null,
    status: statusOf(attributes, sink),
    durationMs: secondsToMs(attributes.duration ?? attributes.time),
    startMs: momentOf(attributes['start-time']),
    attempts: [],
    message: messageText(textAt(node, 'failure', 'message') ?? textAt(node, 'reason', 'message')),
    trace: traceText(textAt(node, 'failure', 'stack-trace')),
    labels: labelsIn(childAt(node, 'properties')),
  };
  return withDetails(test, () => ({ stdout: outputText(textAt(node, 'output') ?? '') }));
}

function statusOf({ result, label, executed, success }: Attributes, sink: ResultSink): TestStatus {
  const labelled = RESULTS.get(label?.toLowerCase() ?? '');
  const status = RESULTS.get(result?.toLowerCase() ?? '');
  // NUnit 3 keeps errors apart by label: Failed(Error), Failed(Invalid), Failed(Cancelled).
  if (status === 'failed' && labelled === 'errored') return 'errored';
  if (status) return status;
  if (result) {
    sink.warning(`the result "${result}" is not known: counted as other`);
    return 'other';
  }
  // NUnit 2.4 says it in two flags.
  if (executed?.toLowerCase() === 'false') return 'skipped';
  if (/^false$/i.test(success ?? '')) return 'failed';
  if (/^true$/i.test(success ?? '')) return 'passed';
  sink.warning('a test case says neither its result nor its success: counted as other');
  return 'other';
}

/** Names of NUnit 2 repeat the namespaces and class that the suites around already name. */
function shortName(name: string, suites: readonly Suite[]): string {
  const path = suitePath(suites).join('.');
  for (let prefix = path; prefix !== ''; prefix = prefix.slice(prefix.indexOf('.') + 1 || prefix.length)) {
    if (name.startsWith(`${prefix}.`)) return name.slice(prefix.length + 1);
  }
  return name;
}

/** Without the assembly, whose name is a path of the machine. */
function suitePath(suites: readonly Suite[]): string[] {
  return suites
    .filter(
      ({ name, attributes: { type } }) =>
        name !== '' &&
        type !== 'Assembly' &&
        type !== 'Project' &&
        type !== 'Test Project' &&
        !/\.(?:dll|exe)$/i.test(name),
    )
    .map(({ name }) => name);
}
