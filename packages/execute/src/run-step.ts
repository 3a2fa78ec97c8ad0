import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import spawn from 'cross-spawn';
import { endGroup } from './end-group.ts';

/** A program to run; never a shell string. */
export interface Step {
  command: string;
  args: readonly string[];
  cwd: string;
  /** The whole environment of the step; see {@link plainEnvironment}. */
  env: Readonly<Record<string, string>>;
  timeoutMs: number;
  /** Bytes kept of each output stream; the middle is cut out. */
  maxOutput?: number;
  input?: string;
}

/** How a step went. */
export interface StepRecord {
  /** Null when the step was killed or could not be started. */
  code: number | null;
  outcome: 'ok' | 'failed' | 'timeout' | 'not-started';
  stdout: string;
  stderr: string;
  durationMs: number;
}

const MAX_OUTPUT = 4 * 1024 * 1024;
/** Time between asking a step to end and killing it. */
const GRACE_MS = 500;

/**
 * Runs a step with `CI=1`, bounded in time and output; on Windows also what npm puts there as `.cmd`. On a timeout all
 * that it started ends with it.
 */
export async function runStep(step: Step): Promise<StepRecord> {
  const started = performance.now();
  const child = spawn(step.command, step.args, {
    cwd: step.cwd,
    env: { ...step.env, CI: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  }) as ChildProcessWithoutNullStreams;
  const out = new CappedText(step.maxOutput ?? MAX_OUTPUT);
  const err = new CappedText(step.maxOutput ?? MAX_OUTPUT);
  child.stdout.on('data', (chunk: Buffer) => out.add(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.add(chunk));
  child.stdin.on('error', () => {
    // the step closed its input; its exit code says how it went
  });
  child.stdin.end(step.input ?? '');
  let timedOut = false;
  const kill = (signal: NodeJS.Signals): void => endGroup(child.pid, signal);
  const timer = setTimeout(() => {
    timedOut = true;
    kill('SIGTERM');
    setTimeout(() => kill('SIGKILL'), GRACE_MS).unref();
  }, step.timeoutMs);
  return new Promise((resolve) => {
    const done = (code: number | null, outcome: StepRecord['outcome'], extra = ''): void => {
      clearTimeout(timer);
      const durationMs = Math.round(performance.now() - started);
      resolve({ code, outcome, stdout: out.text(), stderr: err.text() + extra, durationMs });
    };
    child.on('error', (error) => done(null, 'not-started', error.message));
    child.on('close', (code) => {
      // what the step left behind in its group ends with it
      kill('SIGKILL');
      if (timedOut) done(null, 'timeout');
      else done(code, code === 0 ? 'ok' : 'failed');
    });
  });
}

/** Names that a program needs to run at all; nothing else of ours reaches a step, least of all tokens. */
const PLAIN = [
  'PATH',
  'Path',
  'HOME',
  'USERPROFILE',
  'TMPDIR',
  'TEMP',
  'TMP',
  'LANG',
  'LC_ALL',
  'TZ',
  'SHELL',
  'USER',
  'SystemRoot',
  'ComSpec',
  'PATHEXT',
  'APPDATA',
  'LOCALAPPDATA',
  'NODE_EXTRA_CA_CERTS',
];

/** The part of an environment that code under test may see. */
export function plainEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const name of PLAIN) if (env[name] !== undefined) plain[name] = env[name];
  return plain;
}

/** What only the runner and its actions use: tokens, inputs, git credentials, files that steer later steps. */
const RUNNERS_OWN =
  /^(INPUT|ACTIONS|GIT|QITOPS|STATE)_|^(GITHUB|GH)_TOKEN$|^GITHUB_(ENV|PATH|OUTPUT|STATE|STEP_SUMMARY)$/;

/** The environment of a job's own test step: all that the job sets, without what belongs to the runner. */
export function testEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env))
    if (value !== undefined && !RUNNERS_OWN.test(name)) kept[name] = value;
  return kept;
}

/** Keeps the beginning and the end of a stream. */
class CappedText {
  readonly #limit: number;
  readonly #head: Buffer[] = [];
  readonly #tail: Buffer[] = [];
  #headSize = 0;
  #tailSize = 0;
  #cut = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(chunk: Buffer): void {
    const room = this.#limit / 2 - this.#headSize;
    const head = chunk.subarray(0, Math.max(0, room));
    if (head.length > 0) {
      this.#head.push(head);
      this.#headSize += head.length;
    }
    const rest = chunk.subarray(head.length);
    if (rest.length === 0) return;
    this.#tail.push(rest);
    this.#tailSize += rest.length;
    while (this.#tail.length > 1 && this.#tailSize - this.#tail[0]!.length >= this.#limit / 2) {
      const gone = this.#tail.shift()!;
      this.#tailSize -= gone.length;
      this.#cut += gone.length;
    }
  }

  text(): string {
    const middle = this.#cut > 0 ? `\n… ${this.#cut} bytes left out …\n` : '';
    return Buffer.concat(this.#head).toString('utf8') + middle + Buffer.concat(this.#tail).toString('utf8');
  }
}
