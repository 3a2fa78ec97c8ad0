import type { ReadTest, TestStatus } from '@qitops/model';
import { secondsToMs } from '../duration.ts';
import { messageText, traceText } from '../text.ts';
import { childAt, readXmlParts, textAt, type XmlNode } from '../xml-tree.ts';
import { labelsIn, outputText, withDetails } from './details.ts';
import type { ResultFormat, ResultSink } from './format.ts';

/** xUnit.net, versions 1 to 3: `<assemblies>` or a lone `<assembly>`. */
export const xunit: ResultFormat = {
  id: 'xunit-xml',
  title: 'xUnit.net XML',
  sniff: (head) => head.root?.name === 'assemblies' || head.root?.name === 'assembly',
  async read(source, sink) {
    sink.framework('xunit');
    let declared = 0;
    let failures = 0;
    const count = (test: ReadTest): void => {
      if (test.status === 'failed' || test.status === 'errored') failures += 1;
      sink.test(test);
    };
    await readXmlParts(
      source,
      {
        whole: new Set(['test', 'error']),
        open(name, attributes) {
          if (name === 'assembly')
            declared += Number(attributes.failed ?? 0) + Number(attributes.errors ?? 0) || 0;
        },
        node: (node) => count(node.name === 'test' ? readTest(node, sink) : readError(node)),
      },
      sink.warning,
    );
    if (declared > 0 && failures === 0) {
      sink.partial(`its assemblies declare ${declared} failures, but no failing test is in the file`);
    }
  },
};

const RESULTS = new Map<string, TestStatus>([
  ['pass', 'passed'],
  ['fail', 'failed'],
  ['skip', 'skipped'],
  ['notrun', 'skipped'],
]);

function readTest(node: XmlNode, sink: ResultSink): ReadTest {
  const { name = '(no name)', type, result, time } = node.attributes;
  const status = RESULTS.get(result?.toLowerCase() ?? '');
  if (!status) sink.warning(`the result "${result ?? ''}" is not known: counted as other`);
  const failure = node.children.find((child) => child.name === 'failure');
  const line = Number(node.attributes['source-line']);
  const test: ReadTest = {
    name: type && name.startsWith(`${type}.`) ? name.slice(type.length + 1) : name,
    suite: type ? [type] : [],
    file: node.attributes['source-file'] || null,
    line: line > 0 ? line : undefined,
    status: status ?? 'other',
    durationMs: secondsToMs(time),
    attempts: [],
    message: messageText(
      (failure && textAt(failure, 'message')) ?? textAt(node, 'reason', 'message') ?? textAt(node, 'reason'),
    ),
    trace: traceText(failure && textAt(failure, 'stack-trace')),
    labels: labelsIn(childAt(node, 'traits')),
  };
  return withDetails(test, () => ({ stdout: outputText(textAt(node, 'output') ?? '') }));
}

/** An error outside of tests: fixture clean-up, assembly loading. */
function readError(node: XmlNode): ReadTest {
  return {
    name: node.attributes.name || node.attributes.type || 'error',
    suite: [],
    file: null,
    status: 'errored',
    durationMs: null,
    attempts: [],
    message: messageText(textAt(node, 'failure', 'message') ?? textAt(node, 'message')),
    trace: traceText(textAt(node, 'failure', 'stack-trace') ?? textAt(node, 'stack-trace')),
    suiteLevel: true,
  };
}
