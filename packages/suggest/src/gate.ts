import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type FileCoverage, hitsOf } from '@qitops/model';
import type { Runner } from './runners/runner.ts';
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

/** Times a suggested test must pass, in a shuffled order and a process of its own each time. */
export const REPEATS = 5;
const TIMEOUT_MS = 60_000;

/** A test that replaces a module must not find it loaded by another. */
const REPLACES = /^(?:vi|jest)\.mock\(/m;

/** What the gate says of a candidate. */
export interface Proof {
  /** Mean of its five runs; null = it did not pass all of them. */
  durationMs: number | null;
  /** First line of its first failure. */
  failure: string | null;
  /** Null = no type check saw it. */
  typeChecked: boolean | null;
  /** Its first type error. */
  typeError: string | null;
}

export interface GateResult {
  proofs: ReadonlyMap<string, Proof>;
  /** What all candidates cover together, by module; null = the runner measured nothing. */
  coverage: ReadonlyMap<string, FileCoverage> | null;
}

/** Type-checks all candidates together, measures once what they cover, and runs them five times. Keyed by path. */
export async function prove(candidates: readonly Candidate[], options: GateOptions): Promise<GateResult> {
  const { runner, root, env, parseLcov } = options;
  if (candidates.length === 0) return { proofs: new Map(), coverage: null };
  return withFiles(root, candidates, async () => {
    const files = candidates.map((candidate) => candidate.path);
    const checked = await typeCheck(root, files, env);
    const passes = new Map<string, number[]>();
    const failures = new Map<string, string>();
    const groups = [
      { group: candidates.filter(({ code }) => !REPLACES.test(code)), together: true },
      { group: candidates.filter(({ code }) => REPLACES.test(code)), together: false },
    ].filter(({ group }) => group.length > 0);
    const usual = { cwd: root, env, timeoutMs: TIMEOUT_MS };
    for (let n = 0; n < REPEATS; n++) {
      for (const { group, together } of groups) {
        const run = await runner.run({
          ...usual,
          files: group.map(({ path }) => path),
          coverage: false,
          together,
        });
        for (const [title, ms] of run.passed ?? []) passes.set(title, [...(passes.get(title) ?? []), ms]);
        for (const [title, why] of run.failed) failures.set(title, failures.get(title) ?? why);
        if (!run.passed)
          for (const { title } of group) failures.set(title, run.problem ?? 'the runner did not run it');
      }
      if (failures.size === candidates.length) break;
    }
    const together = groups.every((each) => each.together);
    const measured = await runner.run({ ...usual, files, coverage: true, together });
    const coverage = measured.lcov ? await parseLcov(measured.lcov) : null;
    const proofs = candidates.map(({ path, title }): [string, Proof] => {
      const times = passes.get(title) ?? [];
      const failure = failures.get(title) ?? failures.get(join(root, path)) ?? null;
      return [path, proofOf(path, times, failure, checked)];
    });
    return { proofs: new Map(proofs), coverage };
  });
}

function proofOf(
  path: string,
  times: readonly number[],
  failure: string | null,
  { right, wrong }: TypeCheck,
): Proof {
  const all = times.length === REPEATS && failure === null;
  const durationMs = all ? times.reduce((sum, ms) => sum + ms, 0) / REPEATS : null;
  const typeError = wrong.get(path) ?? null;
  return {
    durationMs,
    failure: all ? null : (failure ?? 'the runner did not find it'),
    typeChecked: typeError ? false : right?.has(path) ? true : null,
    typeError,
  };
}

/** Puts files beside the project's tests for as long as `work` takes. Never overwrites; folders of its own go too. */
export async function withFiles<T>(
  root: string,
  files: readonly Candidate[],
  work: () => Promise<T>,
): Promise<T> {
  const written: string[] = [];
  const made = new Set<string>();
  try {
    for (const { path, code } of files) {
      const absolute = join(root, path);
      const folder = await mkdir(dirname(absolute), { recursive: true });
      if (folder) made.add(folder);
      await writeFile(absolute, code, { flag: 'wx' });
      written.push(absolute);
    }
    return await work();
  } finally {
    for (const path of [...written, ...made]) await rm(path, { force: true, recursive: true });
  }
}

export interface NewPlace {
  line: number;
  /** `src/a.ts:3`, or `src/a.ts:3 branch 1`. */
  place: string;
  isArm: boolean;
}

/** Lines and branch arms that `now` hits and `before` does not, arms by their identity, in order of line. */
export function newlyCovered(path: string, before: FileCoverage | null, now: FileCoverage): NewPlace[] {
  const found: NewPlace[] = [];
  const covered = new Set<string>();
  const armKey = ({ branches }: FileCoverage, i: number): string =>
    `${branches.line[i]},${branches.block[i]},${branches.arm[i]}`;
  before?.branches.line.forEach((_, i) => {
    if (before.branches.hits[i]! > 0) covered.add(armKey(before, i));
  });
  now.branches.line.forEach((line, i) => {
    if (now.branches.hits[i]! > 0 && !covered.has(armKey(now, i)))
      found.push({ line, place: `${path}:${line} branch ${now.branches.arm[i]}`, isArm: true });
  });
  now.lines.line.forEach((line, i) => {
    const was = before ? hitsOf(before.lines, line) : 0;
    if (now.lines.hits[i]! > 0 && was === 0) found.push({ line, place: `${path}:${line}`, isArm: false });
  });
  found.sort((a, b) => a.line - b.line || (a.place < b.place ? -1 : 1));
  return [...new Map(found.map((each) => [each.place, each])).values()];
}
