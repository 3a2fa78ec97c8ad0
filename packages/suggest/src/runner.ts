import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainEnvironment, runStep } from '@qitops/execute';
import { findUp } from './find-up.ts';

export interface RunRequest {
  /** Absolute folder of the package that owns the tests. */
  cwd: string;
  /** Test files relative to `cwd`. */
  files: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  /** Whether to measure line and branch coverage. */
  coverage: boolean;
  timeoutMs: number;
}

export interface RunOutcome {
  /** Milliseconds of each passed test by its title, `describe name` joined by spaces; null when nothing ran. */
  passed: Map<string, number> | null;
  failed: Map<string, string>;
  /** LCOV text when coverage was asked for and written. */
  lcov: string | null;
  durationMs: number;
  problem: string | null;
}

/** Runs a test file in the project's own runner. */
export interface Runner {
  id: string;
  run(request: RunRequest): Promise<RunOutcome>;
}

interface JsonReport {
  testResults: {
    assertionResults: {
      ancestorTitles: string[];
      title: string;
      status: string;
      duration?: number | null;
      failureMessages?: string[];
    }[];
    message?: string;
  }[];
}

/** The project's Vitest, found as Node would find it from `folder`; null when it is not installed. */
export function findVitest(folder: string): Runner | null {
  const entry = findUp(folder, join('node_modules', 'vitest', 'vitest.mjs'));
  return entry ? { id: 'vitest', run: (request) => runVitest(entry, request) } : null;
}

async function runVitest(entry: string, request: RunRequest): Promise<RunOutcome> {
  const folder = await mkdtemp(join(tmpdir(), 'qitops-gate-'));
  const report = join(folder, 'report.json');
  const args = ['run', ...request.files, '--reporter=json', `--outputFile=${report}`, '--sequence.shuffle'];
  if (request.coverage) {
    args.push(
      '--coverage.enabled',
      '--coverage.reporter=lcovonly',
      `--coverage.reportsDirectory=${join(folder, 'coverage')}`,
    );
  } else {
    args.push('--coverage.enabled=false');
  }
  try {
    const step = await runStep({
      command: process.execPath,
      args: [entry, ...args],
      cwd: request.cwd,
      env: { ...plainEnvironment(request.env), NO_COLOR: '1' },
      timeoutMs: request.timeoutMs,
    });
    const problem =
      step.outcome === 'timeout' ? `took longer than ${request.timeoutMs / 1000} s` : firstError(step.stderr);
    if (!existsSync(report))
      return { passed: null, failed: new Map(), lcov: null, durationMs: step.durationMs, problem };
    const { passed, failed } = outcomes(JSON.parse(await readFile(report, 'utf8')) as JsonReport);
    const lcovPath = join(folder, 'coverage', 'lcov.info');
    const lcov = existsSync(lcovPath) ? await readFile(lcovPath, 'utf8') : null;
    return { passed, failed, lcov, durationMs: step.durationMs, problem: null };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function outcomes(report: JsonReport): { passed: Map<string, number>; failed: Map<string, string> } {
  const passed = new Map<string, number>();
  const failed = new Map<string, string>();
  for (const file of report.testResults) {
    for (const test of file.assertionResults) {
      const title = [...test.ancestorTitles, test.title].join(' ');
      if (test.status === 'passed') passed.set(title, test.duration ?? 0);
      else failed.set(title, test.failureMessages?.[0]?.split('\n')[0] ?? test.status);
    }
  }
  return { passed, failed };
}

function firstError(text: string): string {
  return (text.split('\n').find((line) => /error/i.test(line)) ?? text.split('\n')[0] ?? '')
    .trim()
    .slice(0, 200);
}
