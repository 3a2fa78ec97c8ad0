import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Mutant } from './answer.ts';
import { type Interpreter, runPython } from './interpreter.ts';

/** A mutant, where it stands. */
export interface PlacedMutant extends Mutant {
  /** Absolute path of its module, and the line of its function. */
  file: string;
  function: number;
}

export interface PytestRequest {
  interpreter: Interpreter;
  /** Absolute folder that the tests are run in, and the test files relative to it. */
  cwd: string;
  files: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  /** Of the order; null = as collected. */
  seed: number | null;
  /** Absolute paths of the modules whose lines are noted. */
  trace: readonly string[];
  mutants: readonly PlacedMutant[];
  /** Milliseconds for all mutants together. */
  budgetMs: number;
}

export interface PytestRun {
  /** By node id, `tests/test_a.py::test_b`. */
  tests: Record<string, { outcome: 'passed' | 'failed' | 'skipped'; ms: number; why: string | null }>;
  /** Lines of the traced modules that the tests ran. */
  lines: [file: string, line: number][];
  /** Mutants that a test notices; those that could not be asked about. */
  killed: string[];
  undecided: string[];
}

const TIMEOUT_MS = 120_000;

/** Runs test files in the project's pytest and says what they came to. A string = why they did not run. */
export async function runPytest(request: PytestRequest): Promise<PytestRun | string> {
  const { interpreter, cwd, files, env, ...rest } = request;
  const folder = await mkdtemp(join(tmpdir(), 'qitops-pytest-'));
  const out = join(folder, 'answer.json');
  const job = join(folder, 'job.json');
  try {
    await writeFile(job, JSON.stringify({ ...rest, out }));
    const quiet = ['-q', '--no-header', '-p', 'no:cacheprovider', '-p', 'qitops_python.probe'];
    const step = await runPython(
      interpreter.command,
      ['-m', 'pytest', ...quiet, ...interpreter.pytest, ...files],
      { cwd, env, timeoutMs: TIMEOUT_MS + request.budgetMs, set: { QITOPS_PROBE: job } },
    );
    if (existsSync(out)) return JSON.parse(await readFile(out, 'utf8')) as PytestRun;
    if (step.outcome === 'timeout') return 'pytest took too long';
    return firstError(`${step.stdout}\n${step.stderr}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function firstError(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  const said = lines.find((line) => /^E\s/.test(line)) ?? lines.find((line) => /error/i.test(line));
  return (said ?? lines.find(Boolean) ?? 'pytest gave no reason').replace(/^E\s+/, '').slice(0, 200);
}
