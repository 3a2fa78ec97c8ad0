import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainEnvironment, runStep } from '@qitops/execute';

export interface RunRequest {
  /** Absolute folder of the package that owns the tests. */
  cwd: string;
  /** Test files relative to `cwd`. */
  files: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  /** Whether to measure line and branch coverage. */
  coverage: boolean;
  timeoutMs: number;
  /** Set in the tests' environment. */
  set?: Readonly<Record<string, string>>;
  /** All files in one process, where the runner can: each run is then one start. */
  together?: boolean;
  /** Ends with the first failure. */
  bail?: boolean;
}

export interface RunOutcome {
  /** Milliseconds of each passed test by its title, `describe name` joined by spaces; null when nothing ran. */
  passed: Map<string, number> | null;
  /** Why by title; by absolute path for a file that could not be loaded. */
  failed: Map<string, string>;
  /** LCOV text when coverage was asked for and written. */
  lcov: string | null;
  durationMs: number;
  problem: string | null;
}

export type RunnerId = 'vitest' | 'jest' | 'node:test' | 'mocha';

/** Runs test files in the project's own runner, in an order of its own each time where the runner can. */
export interface Runner {
  id: RunnerId;
  run(request: RunRequest): Promise<RunOutcome>;
}

/** What one runner is told, and how its report is read. */
export interface Command {
  args: readonly string[];
  set?: Readonly<Record<string, string>>;
  /** File that the report is written to. */
  report: string;
  read(report: string): Pick<RunOutcome, 'passed' | 'failed'>;
  /** File that holds the coverage as LCOV. */
  lcov: string;
}

/** Runs a command in a scratch folder of its own and reads what it left there. */
export async function runCommand(
  request: RunRequest,
  commandIn: (folder: string) => Command,
): Promise<RunOutcome> {
  const folder = await mkdtemp(join(tmpdir(), 'qitops-gate-'));
  const command = commandIn(folder);
  try {
    const step = await runStep({
      command: process.execPath,
      args: command.args,
      cwd: request.cwd,
      env: { ...plainEnvironment(request.env), NO_COLOR: '1', ...command.set, ...request.set },
      timeoutMs: request.timeoutMs,
    });
    const problem =
      step.outcome === 'timeout'
        ? `took longer than ${request.timeoutMs / 1000} s`
        : firstError(step.stderr || step.stdout);
    const { durationMs } = step;
    if (!existsSync(command.report) || step.outcome === 'timeout')
      return { passed: null, failed: new Map(), lcov: null, durationMs, problem };
    const { passed, failed } = command.read(await readFile(command.report, 'utf8'));
    const lcov = request.coverage && existsSync(command.lcov) ? await readFile(command.lcov, 'utf8') : null;
    return { passed, failed, lcov, durationMs, problem: null };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface JestReport {
  testResults: {
    /** Absolute path of the file. */
    name?: string;
    message?: string;
    assertionResults: {
      ancestorTitles: string[];
      title: string;
      status: string;
      duration?: number | null;
      failureMessages?: string[];
    }[];
  }[];
}

/** The JSON report of Jest, which Vitest writes too. */
export function readJestReport(text: string): Pick<RunOutcome, 'passed' | 'failed'> {
  const passed = new Map<string, number>();
  const failed = new Map<string, string>();
  for (const file of (JSON.parse(text) as JestReport).testResults) {
    for (const test of file.assertionResults) {
      const title = [...test.ancestorTitles, test.title].join(' ');
      if (test.status === 'passed') passed.set(title, test.duration ?? 0);
      else failed.set(title, test.failureMessages?.[0]?.split('\n')[0] ?? test.status);
    }
    if (file.assertionResults.length === 0 && file.message)
      failed.set(file.name ?? file.message.slice(0, 200), unloadedBy(file.message));
  }
  return { passed, failed };
}

/** Why a file has no tests: the first line that says more than that. */
function unloadedBy(message: string): string {
  // colours
  const lines = message.replace(/\u001b\[[\d;]*m/g, '').split('\n');
  return (lines.find((line) => line.trim() !== '' && !/^\s*●/.test(line)) ?? message).trim().slice(0, 200);
}

function firstError(text: string): string {
  return (text.split('\n').find((line) => /error/i.test(line)) ?? text.split('\n')[0] ?? '')
    .trim()
    .slice(0, 200);
}
