import type { ReadTest } from '@qitops/model';
import { momentOf } from '../duration.ts';
import { readJsonLines } from '../json-lines.ts';
import { asNumber, asText, capped, messageText, TRACE_CAP, traceText } from '../text.ts';
import type { ResultFormat, ResultSink } from './format.ts';

/** `go test -json` (test2json), also of gotestsum's `--jsonfile`. */
export const goTest: ResultFormat = {
  id: 'go-test-json',
  title: 'go test -json',
  sniff: (head) =>
    /^\s*(?:[^{\n]*\n){0,20}?\{(?=[^\n]*"Action":\s*"(?:start|run|output|pass|fail|skip|pause|cont|bench|build-output|build-fail)")[^\n]*"(?:Package|ImportPath)":/.test(
      head.text,
    ),
  async read(source, sink) {
    const run = new GoRun(sink);
    try {
      await readJsonLines(
        source,
        (event) => run.event(event),
        (text, line) => run.plainLine(text, line),
      );
    } finally {
      run.finish();
    }
  },
};

/** A test that began. */
interface Running {
  pkg: string;
  name: string;
  output: string;
  /** When it began, or went on after it had waited for others: its duration leaves the waiting out. */
  startMs: number | undefined;
}

class GoRun {
  readonly #sink: ResultSink;
  /** Output of tests that run, by package and test; kept until they end. */
  readonly #running = new Map<string, Running>();
  readonly #packageOutput = new Map<string, string>();
  /** Seed of `go test -shuffle` by package. */
  readonly #seeds = new Map<string, string>();
  readonly #failedIn = new Set<string>();
  readonly #open = new Set<string>();

  constructor(sink: ResultSink) {
    this.#sink = sink;
  }

  event(event: Record<string, unknown>): void {
    const action = asText(event.Action);
    const pkg = asText(event.Package) ?? asText(event.ImportPath)?.split(' ', 1)[0] ?? '';
    const name = asText(event.Test);
    const output = asText(event.Output) ?? '';
    if (name === undefined) {
      this.#packageEvent(action, pkg, output);
      return;
    }
    // Before Go 1.20 a package has no event for its start: its first test opens it.
    this.#open.add(pkg);
    if (action === 'run') {
      this.#running.set(key(pkg, name), { pkg, name, output: '', startMs: momentOf(event.Time) });
    } else if (action === 'cont') {
      const test = this.#running.get(key(pkg, name));
      if (test) test.startMs = momentOf(event.Time);
    } else if (action === 'output') {
      const test = this.#running.get(key(pkg, name));
      if (test && test.output.length < TRACE_CAP && !/^\s*(?:===|---) /.test(output)) test.output += output;
    } else if (action === 'pass' || action === 'fail' || action === 'skip') {
      this.#end(pkg, name, action, asNumber(event.Elapsed));
    }
  }

  /** Before Go 1.24 a package that does not build is named in plain text between the events. */
  plainLine(text: string, line: number): void {
    const failed = /^FAIL\s+(\S+)(?:\s+\[(?:build|setup) failed\]|\s+[\d.]+s|$)/.exec(text);
    if (failed) {
      this.#packageEvent('output', failed[1]!, text);
      this.#packageEvent('fail', failed[1]!, '');
    } else this.#sink.warning(`a line that is no event was passed over: ${text.slice(0, 80)}`, line);
  }

  /** Tests that began and never ended (a panic, a timeout, a cut file), packages that broke without a test. */
  finish(): void {
    for (const [id, test] of this.#running) this.#unfinished(id, test);
    if (this.#open.size === 0) return;
    const [first] = this.#open;
    this.#sink.partial(
      `the package ${first} began and never ended${this.#open.size > 1 ? ` (and ${this.#open.size - 1} more)` : ''}`,
    );
  }

  #end(pkg: string, name: string, action: 'pass' | 'fail' | 'skip', elapsed: number | null): void {
    const { output = '', startMs } = this.#running.get(key(pkg, name)) ?? {};
    this.#running.delete(key(pkg, name));
    if (action === 'fail') this.#failedIn.add(pkg);
    const lines = output.trim().split('\n');
    this.#sink.test({
      ...place(pkg, name),
      status: action === 'pass' ? 'passed' : action === 'fail' ? 'failed' : 'skipped',
      durationMs: elapsed === null ? null : elapsed * 1000,
      startMs,
      attempts: [],
      message: action === 'pass' ? undefined : messageText(lines[0]),
      trace: action === 'fail' ? traceText(output) : undefined,
      seed: this.#seeds.get(pkg),
    });
  }

  #packageEvent(action: string | undefined, pkg: string, output: string): void {
    if (action === 'start') this.#open.add(pkg);
    else if (action === 'output' || action === 'build-output') {
      const seed = /^-test\.shuffle (\d+)$/m.exec(output)?.[1];
      if (seed) this.#seeds.set(pkg, seed);
      const known = this.#packageOutput.get(pkg) ?? '';
      this.#packageOutput.set(pkg, capped(known + output, TRACE_CAP));
    } else if (action === 'pass' || action === 'skip') this.#packageDone(pkg);
    else if (action === 'fail') {
      for (const [id, test] of this.#running) if (test.pkg === pkg) this.#unfinished(id, test);
      if (!this.#failedIn.has(pkg)) this.#packageFailed(pkg);
      this.#packageDone(pkg);
    }
  }

  #packageDone(pkg: string): void {
    this.#open.delete(pkg);
    this.#packageOutput.delete(pkg);
  }

  #unfinished(id: string, { pkg, name, output }: { pkg: string; name: string; output: string }): void {
    this.#running.delete(id);
    this.#failedIn.add(pkg);
    this.#sink.test({
      ...place(pkg, name),
      status: 'errored',
      durationMs: null,
      attempts: [],
      message: 'the test did not end',
      trace: traceText(output),
      seed: this.#seeds.get(pkg),
    });
  }

  /** The package did not build, panicked outside of tests, or its TestMain failed. */
  #packageFailed(pkg: string): void {
    const output = this.#packageOutput.get(pkg) ?? '';
    this.#sink.test({
      name: pkg,
      suite: [],
      file: null,
      status: 'errored',
      durationMs: null,
      attempts: [],
      message: messageText(output.trim().split('\n', 1)[0] || 'the package failed'),
      trace: traceText(output),
      suiteLevel: true,
    });
  }
}

function place(pkg: string, name: string): Pick<ReadTest, 'name' | 'suite' | 'file'> {
  return { name, suite: pkg ? [pkg] : [], file: null };
}

function key(pkg: string, name: string): string {
  return `${pkg}\n${name}`;
}
