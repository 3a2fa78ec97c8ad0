import type { ReadTest, TestStatus } from '@qitops/model';
import { momentOf } from '../duration.ts';
import { messageText, traceText } from '../text.ts';
import { childAt, readXmlParts, textAt, type XmlNode } from '../xml-tree.ts';
import type { ResultFormat, ResultSink } from './format.ts';

/** Allure 1 results: `<ns2:test-suite>` with `<test-cases>`. */
export const allure1: ResultFormat = {
  id: 'allure1-xml',
  title: 'Allure 1 XML',
  sniff: (head) => head.root?.name === 'test-suite',
  async read(source, sink) {
    let suite = '';
    let inCases = false;
    await readXmlParts(
      source,
      {
        whole: new Set(['test-case', 'name', 'title']),
        open(name) {
          if (name === 'test-cases') inCases = true;
        },
        node(node) {
          if (node.name === 'test-case') sink.test(readCase(node, suite, sink));
          else if (!inCases && (node.name === 'name' || suite === '')) suite = node.text.trim();
        },
      },
      sink.warning,
    );
  },
};

const STATUS = new Map<string, TestStatus>([
  ['passed', 'passed'],
  ['failed', 'failed'],
  ['broken', 'errored'],
  ['canceled', 'skipped'],
  ['cancelled', 'skipped'],
  ['skipped', 'skipped'],
  ['pending', 'pending'],
]);

/** Allure calls it unknown: a test that began and never said how it ended. */
const NO_OUTCOME = 'a test case has no status: it has no outcome and is counted as pending';

function readCase(node: XmlNode, suite: string, sink: ResultSink): ReadTest {
  const status = STATUS.get(node.attributes.status?.toLowerCase() ?? '');
  if (!status) sink.warning(NO_OUTCOME);
  const className = labelOf(node, 'testClass');
  const place = className ?? suite;
  return {
    name: textAt(node, 'name') ?? textAt(node, 'title') ?? '(no name)',
    suite: place ? [place] : [],
    file: null,
    status: status ?? 'pending',
    durationMs: span(node.attributes.start, node.attributes.stop),
    startMs: momentOf(Number(node.attributes.start ?? Number.NaN)),
    attempts: [],
    message: messageText(textAt(node, 'failure', 'message')),
    trace: traceText(textAt(node, 'failure', 'stack-trace')),
  };
}

function labelOf(node: XmlNode, name: string): string | undefined {
  const label = childAt(node, 'labels')?.children.find((child) => child.attributes.name === name);
  return label?.attributes.value || undefined;
}

function span(start: string | undefined, stop: string | undefined): number | null {
  const length = Number(stop ?? Number.NaN) - Number(start ?? Number.NaN);
  return Number.isFinite(length) && length >= 0 ? length : null;
}
