import { isFailure, type ReadTest } from '@qitops/model';
import { scanTextLines } from '../byte-lines.ts';
import { messageText, TRACE_CAP, traceText } from '../text.ts';
import type { ResultFormat, ResultSink } from './format.ts';
import { parsePoint, type TapPoint } from './tap-point.ts';

/** The Test Anything Protocol, versions 12 to 14, with subtests: node:test, tape, node-tap, AVA, prove, bats, pg_prove. */
export const tap: ResultFormat = {
  id: 'tap',
  title: 'TAP',
  sniff: (head) =>
    head.root === null &&
    (/^TAP version \d+\s*$/m.test(head.text.slice(0, 4096)) ||
      (/^\s*1\.\.\d+/m.test(head.text) && /^(?:not )?ok\b/m.test(head.text)) ||
      /^\s*1\.\.0\b/.test(head.text) ||
      /^(?:not )?ok \d+/.test(head.text.trimStart())),
  async read(source, sink) {
    const reader = new TapReader(sink);
    await scanTextLines(source, (text, line) => reader.line(text, line));
    reader.end();
  },
};

/** One level of indentation: a document or a subtest. */
interface Level {
  tests: ReadTest[];
  points: number;
  plan: number | null;
}

class TapReader {
  readonly #sink: ResultSink;
  readonly #levels: Level[] = [newLevel()];
  #point: { point: TapPoint; depth: number; yaml: string[] } | null = null;
  #inYaml = false;
  #bailed = false;
  /** Points whose subtests are being read, the outermost first. */
  readonly #opened: { point: TapPoint; depth: number; yaml: string[] }[] = [];

  constructor(sink: ResultSink) {
    this.#sink = sink;
  }

  line(text: string, line: number): void {
    if (this.#inYaml) {
      if (/^\s*\.\.\.\s*$/.test(text)) this.#inYaml = false;
      else if (this.#point && this.#point.yaml.length < 400) this.#point.yaml.push(text);
      if (this.#inYaml && !parsePoint(text)?.topLevel) return;
      // A block that was not closed ends at the next test of the document.
      if (!this.#inYaml) return;
      this.#inYaml = false;
    }
    if (this.#point && /^\s+---\s*$/.test(text)) {
      this.#inYaml = true;
      return;
    }
    const indent = Math.floor((text.length - text.trimStart().length) / 4);
    const trimmed = text.trim();
    const plan = /^1\.\.(\d+)\b/.exec(trimmed);
    if (plan) {
      this.#endPoint();
      this.#level(indent).plan = Number(plan[1]);
      return;
    }
    if (/^Bail out!/i.test(trimmed)) {
      this.#endPoint();
      this.#bailOut(trimmed.slice('Bail out!'.length).trim());
      return;
    }
    if (trimmed === '}' && this.#opened.length > 0) {
      this.#endPoint();
      this.#point = this.#opened.pop()!;
      this.#endPoint();
      return;
    }
    const point = parsePoint(trimmed);
    if (!point) return;
    this.#endPoint();
    if (point.opens) {
      this.#opened.push({ point: { ...point, line }, depth: indent, yaml: [] });
      return;
    }
    this.#point = { point: { ...point, line }, depth: indent, yaml: [] };
  }

  end(): void {
    this.#endPoint();
    if (this.#levels.length > 1 || this.#opened.length > 0) {
      this.#sink.partial('a subtest has no result: the file ends before it');
      while (this.#levels.length > 1) {
        const level = this.#levels.pop()!;
        this.#levels.at(-1)!.tests.push(...level.tests);
      }
    }
    const document = this.#levels[0]!;
    this.#flush();
    if (this.#bailed) return;
    if (document.plan === null) this.#sink.partial('there is no plan (1..N): the run may have been cut');
    else if (document.plan !== null && document.plan !== document.points) {
      this.#sink.partial(`the plan says ${document.plan} tests, ${document.points} are in the file`);
    }
  }

  #bailOut(reason: string): void {
    this.#bailed = true;
    this.#flush();
    this.#sink.test({
      name: 'Bail out!',
      suite: [],
      file: null,
      status: 'errored',
      durationMs: null,
      attempts: [],
      message: messageText(reason || 'the test run was given up'),
      suiteLevel: true,
    });
  }

  #level(depth: number): Level {
    while (this.#levels.length <= depth) this.#levels.push(newLevel());
    return this.#levels[depth]!;
  }

  /** A test point is a test, unless subtests stand before it: then it is their sum, and they are the tests. */
  #endPoint(): void {
    if (!this.#point) return;
    const { point, depth, yaml } = this.#point;
    this.#point = null;
    const level = this.#level(depth);
    level.points += 1;
    const children = this.#levels.splice(depth + 1).flatMap((deeper) => deeper.tests);
    const own = testOf(point, yaml);
    if (children.length === 0) level.tests.push(own);
    else {
      for (const child of children) {
        child.suite.unshift(own.name);
        if (own.status === 'pending' && isFailure(child.status)) child.status = 'pending';
        child.file ??= own.file;
      }
      level.tests.push(...children);
      // It failed, but none of its subtests did: an error of its own, in a hook or its plan.
      if (isFailure(own.status) && !children.some((child) => isFailure(child.status))) level.tests.push(own);
    }
    if (depth === 0) this.#flush();
  }

  #flush(): void {
    const document = this.#levels[0]!;
    for (const test of document.tests) this.#sink.test(test);
    document.tests = [];
  }
}

function newLevel(): Level {
  return { tests: [], points: 0, plan: null };
}

function testOf(point: TapPoint, yaml: readonly string[]): ReadTest {
  const failed = !point.ok && point.directive === null;
  const place = /^(.*?):(\d+)(?::\d+)?$/.exec(yamlValue(yaml, 'location') ?? yamlValue(yaml, 'at') ?? '');
  const file = place?.[1] ?? yamlValue(yaml, 'file');
  const duration = Number(yamlValue(yaml, 'duration_ms') ?? Number.NaN);
  const detail = yaml.join('\n').slice(0, TRACE_CAP);
  return {
    name: point.description || `test ${point.number ?? `on line ${point.line}`}`,
    suite: [],
    file: file ? file.replace(/^file:\/\//, '') : null,
    line: Number(place?.[2] ?? yamlValue(yaml, 'line')) || undefined,
    // A test to do that passes has passed; one that does not is not due yet.
    status: failed ? 'failed' : point.directive === 'skip' ? 'skipped' : point.ok ? 'passed' : 'pending',
    durationMs: Number.isFinite(duration) && duration >= 0 ? duration : null,
    attempts: [],
    message: messageText(failed ? (yamlValue(yaml, 'error') ?? yamlValue(yaml, 'message')) : point.reason),
    trace: failed ? traceText(yamlValue(yaml, 'stack') ?? detail) : undefined,
  };
}

/** A value of a diagnostic block: on the key's line, or the indented lines of a `|` or `>` below it. */
function yamlValue(yaml: readonly string[], key: string): string | undefined {
  const at = yaml.findIndex((line) => line.trimStart().startsWith(`${key}:`));
  if (at < 0) return undefined;
  const line = yaml[at]!;
  const value = line.slice(line.indexOf(':') + 1).trim();
  if (!/^[|>][-+]?$/.test(value)) return value.replace(/^(['"])(.*)\1$/, '$2') || undefined;
  const indent = line.length - line.trimStart().length;
  const block: string[] = [];
  for (const next of yaml.slice(at + 1)) {
    if (next.trim() !== '' && next.length - next.trimStart().length <= indent) break;
    block.push(next.slice(indent + 2));
  }
  return block.join('\n').trim() || undefined;
}
