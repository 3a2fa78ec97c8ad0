import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planReruns, type Runner, runnerArguments, runnersOf } from '@qitops/analysis';
import { runStep, testEnvironment } from '@qitops/execute';
import {
  ATTEMPTS_FILE,
  type AttemptsSidecar,
  isFailure,
  type RerunDocument,
  SCHEMA_VERSION,
  type TestResult,
  UserError,
} from '@qitops/model';
import { Checkout } from '@qitops/repository';
import { loadConfig } from '../config.ts';
import type { CommandContext } from '../context.ts';
import { COVERAGE_GLOBS, discover, type Found } from '../discover.ts';
import { openHistory } from '../history/store.ts';
import { given, readResults } from '../inputs.ts';
import { digestsOf } from './attempts.ts';
import { flakyDocument } from './flaky-document.ts';

export interface RerunOptions {
  /** Null = no history. */
  store: string | null;
  /** Globs of the reports that the tests wrote, and that a rerun writes again. */
  results: string[];
  coverage: string[];
  /** The project's own test command, word by word; what picks the tests is appended. */
  command: readonly string[];
}

/** Longest that one rerun may take beside the tests' own time: the runner has to start. */
const START_MS = 120_000;

/**
 * Runs the failed tests again, twice at most, and tries new ones several times, through the project's own command.
 * What came of it is left in `qitops-attempts.json`, which every command reads with the reports; the reports
 * themselves are put back as they were.
 */
export async function rerun(context: CommandContext, options: RerunOptions): Promise<RerunDocument> {
  if (options.command.length === 0) {
    throw new UserError({
      what: 'names no test command',
      where: 'qitops rerun',
      remedy: 'write it after --: qitops rerun -- npx vitest run',
    });
  }
  await rm(join(context.cwd, ATTEMPTS_FILE), { force: true });
  const checkout = await Checkout.open(context.cwd);
  const config = await loadConfig(context);
  const input = { project: config.project ?? '', checkout };
  const globs = given(options.results, config.results);
  const read = await readResults(context, globs, input);
  const history = options.store ? await openHistory(context, options.store) : null;
  const view = (await history?.view()) ?? { tests: [], runs: [], skipped: [] };
  const flaky = flakyDocument(view, false);
  const plan = planReruns({
    tests: read.tests,
    known: new Map(flaky.tests.map((test) => [test.id, test])),
    hasHistory: view.runs.length > 0,
  });
  const begun = performance.now();
  const kept = await keep(context, read.found, given(options.coverage, config.coverage));
  const attempts: Attempts = new Map();
  const notes = [...plan.notes];
  const again = async (tests: readonly TestResult[]): Promise<void> => {
    // a report that the rerun does not write must not be taken for its own
    for (const { absolute } of read.found.files) await rm(absolute, { force: true });
    const problem = await runAgain(context, options.command, tests, read.tests);
    const after = await readResults(context, globs, input);
    const found = new Map(after.tests.map((test) => [test.id, test]));
    let seen = 0;
    for (const { id } of tests) {
      const test = found.get(id);
      if (!test || test.status === 'skipped') continue;
      seen += 1;
      const { status, durationMs, message } = test;
      attempts.set(id, [
        ...(attempts.get(id) ?? []),
        { status, durationMs, ...(message ? { message } : {}) },
      ]);
    }
    if (problem !== null || seen === 0)
      notes.push(problem ?? 'a rerun reported none of the tests that it was asked for');
  };
  try {
    let failing = plan.retry;
    for (let i = 0; i < plan.retries && failing.length > 0; i++) {
      await again(failing);
      failing = failing.filter(({ id }) => isFailure(attempts.get(id)?.at(-1)?.status ?? 'passed'));
    }
    if (plan.burnIn.tests.length > 0)
      for (let i = 0; i < plan.burnIn.times; i++) await again(plan.burnIn.tests);
  } finally {
    await kept.restore();
  }
  const sidecar: AttemptsSidecar = {
    v: 1,
    reports: await digestsOf(read.found),
    tests: [...attempts].map(([id, each]) => ({ id, attempts: each })),
  };
  await writeFile(join(context.cwd, ATTEMPTS_FILE), `${JSON.stringify(sidecar)}\n`);
  const retried = new Set(plan.retry);
  return {
    schemaVersion: SCHEMA_VERSION,
    tests: [...plan.retry, ...plan.burnIn.tests].map((test) => ({
      id: test.id,
      suite: test.suite,
      name: test.name,
      file: test.file,
      why: retried.has(test) ? 'failed' : 'new',
      ...outcomesOf(attempts.get(test.id) ?? []),
    })),
    durationMs: Math.round(performance.now() - begun),
    notes: [...new Set(notes)],
  };
}

type Attempts = Map<string, AttemptsSidecar['tests'][number]['attempts']>;

function outcomesOf(all: readonly { status: TestResult['status'] }[]): { passed: number; failed: number } {
  return {
    passed: all.filter(({ status }) => status === 'passed').length,
    failed: all.filter(({ status }) => isFailure(status)).length,
  };
}

/** Runs the command on some tests alone. Returns what was wrong with it; null when it ran. */
async function runAgain(
  context: CommandContext,
  command: readonly string[],
  tests: readonly TestResult[],
  all: readonly TestResult[],
): Promise<string | null> {
  const runner = runnerOf(command, tests);
  const words = runner && runnerArguments(tests, all)[runner];
  if (!words) return 'the runner of these tests is not known, so they cannot be run alone';
  const [program = '', ...given] = command;
  const expected = tests.reduce((sum, test) => sum + (test.durationMs ?? 0), 0);
  const step = await runStep({
    command: program,
    args: [...given, ...words],
    cwd: context.cwd,
    env: testEnvironment(context.env),
    timeoutMs: START_MS + expected * 10,
  });
  context.log.info(`${[...command, ...words].join(' ')}: ${step.outcome}, ${Math.round(step.durationMs)} ms`);
  if (step.outcome === 'not-started') return `${program} could not be started`;
  return step.outcome === 'timeout' ? `${program} did not end in time` : null;
}

/** The runner that the command names, else the one whose report it was. */
function runnerOf(command: readonly string[], tests: readonly TestResult[]): Runner | null {
  const text = command.join(' ');
  const possible = tests[0] ? runnersOf(tests[0]) : [];
  return possible.find((runner) => text.includes(runner)) ?? possible[0] ?? null;
}

/** Copies the reports, which the reruns write over. */
async function keep(
  context: CommandContext,
  results: Found,
  coverageGlobs: string[],
): Promise<{ restore(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'qitops-rerun-'));
  const coverage = await discover(context, coverageGlobs, COVERAGE_GLOBS);
  const paths = [...results.files, ...coverage.files].map(({ absolute }) => absolute);
  for (const [i, path] of paths.entries()) await writeFile(join(folder, String(i)), await readFile(path));
  return {
    async restore() {
      for (const [i, path] of paths.entries()) await writeFile(path, await readFile(join(folder, String(i))));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
