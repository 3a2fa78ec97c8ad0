import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type FileCoverage, hitsOf, mergeFileCoverage } from '@qitops/model';
import type { Runner } from './runner.ts';
import { type TypeCheck, typeCheck } from './type-check.ts';

/** Turns LCOV text into coverage by the path it names. */
export type LcovParser = (lcov: string) => Promise<ReadonlyMap<string, FileCoverage>>;

/** A suggested test file that has not proven itself yet. */
export interface Candidate {
  /** Repository path of the file to try. */
  path: string;
  code: string;
  /** Repository path of the module it tests. */
  module: string;
  /** Full title of its one test: `describe name`. */
  title: string;
}

export interface GateOptions {
  runner: Runner;
  parseLcov: LcovParser;
  /** Absolute root of the checkout. */
  root: string;
  env: Readonly<Record<string, string | undefined>>;
}

/** What a candidate adds to the existing tests. */
export type Measurement = { problem: string } | { branches: string[]; coverage: FileCoverage };

/** Times a suggested test must pass, in a shuffled order and a process of its own each time. */
export const REPEATS = 5;
const TIMEOUT_MS = 60_000;

/** Runs one candidate once and measures what it covers of its module that `existing` does not (null = nothing). */
export async function measure(
  candidate: Candidate,
  existing: FileCoverage | null,
  options: GateOptions,
): Promise<Measurement> {
  const { runner, root, env, parseLcov } = options;
  return withFiles(root, [candidate], async () => {
    const run = await runner.run({
      cwd: root,
      files: [candidate.path],
      env,
      coverage: true,
      timeoutMs: TIMEOUT_MS,
    });
    if (!run.passed) return { problem: `the runner did not run it: ${run.problem}` };
    if (!run.passed.has(candidate.title)) {
      return { problem: `it failed: ${run.failed.get(candidate.title) ?? 'it was not found by the runner'}` };
    }
    if (!run.lcov)
      return { problem: 'the runner measured no coverage (is its coverage provider installed?)' };
    const now = (await parseLcov(run.lcov)).get(candidate.module);
    if (!now) return { problem: 'the runner measured no coverage of the module' };
    const branches = newlyCovered(candidate.module, existing, now);
    if (branches.length === 0) return { problem: 'it covers nothing that is not covered already' };
    return { branches, coverage: existing ? mergeFileCoverage(existing, now) : now };
  });
}

/** What the last gate says of a candidate. */
export interface Proof {
  /** Mean of its five runs; null = it did not pass all of them. */
  durationMs: number | null;
  /** Null = no type check saw it. */
  typeChecked: boolean | null;
  /** Its first type error. */
  typeError?: string;
}

/** Type-checks all candidates together and runs them five times. Keyed by path. */
export async function prove(
  candidates: readonly Candidate[],
  options: GateOptions,
): Promise<Map<string, Proof>> {
  const { runner, root, env } = options;
  if (candidates.length === 0) return new Map();
  return withFiles(root, candidates, async () => {
    const files = candidates.map((candidate) => candidate.path);
    const checked = await typeCheck(root, files, env);
    const passes = new Map<string, number[]>();
    for (let n = 0; n < REPEATS; n++) {
      const run = await runner.run({ cwd: root, files, env, coverage: false, timeoutMs: TIMEOUT_MS });
      for (const [title, ms] of run.passed ?? []) passes.set(title, [...(passes.get(title) ?? []), ms]);
    }
    return new Map(
      candidates.map(({ path, title }) => [path, proofOf(path, passes.get(title) ?? [], checked)]),
    );
  });
}

function proofOf(path: string, times: readonly number[], { right, wrong }: TypeCheck): Proof {
  const durationMs = times.length === REPEATS ? times.reduce((sum, ms) => sum + ms, 0) / REPEATS : null;
  const typeError = wrong.get(path);
  if (typeError) return { durationMs, typeChecked: false, typeError };
  return { durationMs, typeChecked: right?.has(path) ? true : null };
}

/** Puts files beside the project's tests for as long as `work` takes. Never overwrites. */
async function withFiles<T>(root: string, files: readonly Candidate[], work: () => Promise<T>): Promise<T> {
  const written: string[] = [];
  try {
    for (const { path, code } of files) {
      const absolute = join(root, path);
      await mkdir(dirname(absolute), { recursive: true });
      await writeFile(absolute, code, { flag: 'wx' });
      written.push(absolute);
    }
    return await work();
  } finally {
    for (const path of written) await rm(path, { force: true });
  }
}

/** Lines and branch arms that `now` hits and `before` does not, arms by their identity, in order of line. */
export function newlyCovered(path: string, before: FileCoverage | null, now: FileCoverage): string[] {
  const found: { line: number; place: string }[] = [];
  const covered = new Set<string>();
  const armKey = ({ branches }: FileCoverage, i: number): string =>
    `${branches.line[i]},${branches.block[i]},${branches.arm[i]}`;
  before?.branches.line.forEach((_, i) => {
    if (before.branches.hits[i]! > 0) covered.add(armKey(before, i));
  });
  now.branches.line.forEach((line, i) => {
    if (now.branches.hits[i]! > 0 && !covered.has(armKey(now, i))) {
      found.push({ line, place: `${path}:${line} branch ${now.branches.arm[i]}` });
    }
  });
  now.lines.line.forEach((line, i) => {
    const was = before ? hitsOf(before.lines, line) : 0;
    if (now.lines.hits[i]! > 0 && was === 0) found.push({ line, place: `${path}:${line}` });
  });
  const places = found
    .sort((a, b) => a.line - b.line || (a.place < b.place ? -1 : 1))
    .map(({ place }) => place);
  return [...new Set(places)];
}
