import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, delimiter } from 'node:path';
import { Checkout, changedFunctions, diffCommits } from '@qitops/repository';
import { runEngine } from '../suggest/run-engine.ts';

/**
 * The last merged changes of ordinary applications: what share of the functions that they changed can be executed
 * without a key, what share of them gets a suggestion, and why the others do not. Each application is a clone with its
 * dependencies installed, on the commit to count back from.
 */
const CHANGES = Number(process.env.QITOPS_BENCH_CHANGES ?? 50);
const LOOKED_AT = 600;

/** Reasons that are given only once a function has run. */
const RAN =
  /^(no input was found|its test|one of its tests|what its tests|coverage of the existing|a test of it)/;

interface Tally {
  changes: number;
  withSuggestion: number;
  withTest: number;
  functions: number;
  executed: number;
  tests: number;
  questions: number;
  reasons: Map<string, number>;
  ms: number[];
}

export async function run(): Promise<void> {
  const roots = (process.env.QITOPS_BENCH_APPLICATIONS ?? '').split(delimiter).filter(Boolean);
  if (roots.length === 0 || !roots.every((root) => existsSync(root))) {
    console.log('applications: none is here (QITOPS_BENCH_APPLICATIONS), not measured');
    return;
  }
  for (const root of roots) print(basename(root), await measured(root));
}

async function measured(root: string): Promise<Tally> {
  const start = git(root, 'rev-parse', 'HEAD');
  const tally: Tally = {
    changes: 0,
    withSuggestion: 0,
    withTest: 0,
    functions: 0,
    executed: 0,
    tests: 0,
    questions: 0,
    reasons: new Map(),
    ms: [],
  };
  try {
    const commits = git(root, 'log', '--first-parent', `-${LOOKED_AT}`, '--format=%H', start).split('\n');
    for (const [n, sha] of commits.slice(0, -1).entries()) {
      if (tally.changes === CHANGES) break;
      await addChange(root, commits[n + 1]!, sha, tally);
    }
  } finally {
    git(root, 'checkout', '-q', '--force', '--detach', start);
  }
  return tally;
}

async function addChange(root: string, base: string, head: string, tally: Tally): Promise<void> {
  const checkout = (await Checkout.open(root))!;
  const files = await diffCommits(checkout.git, base, head);
  const { functions } = await changedFunctions(checkout, files, base, head);
  if (functions.length === 0) return;
  git(root, 'checkout', '-q', '--force', '--detach', head);
  tally.changes += 1;
  tally.functions += functions.length;
  const started = performance.now();
  const found = await runEngine(root, { base, head });
  tally.ms.push(performance.now() - started);
  const shown = found.suggestions.filter(({ kind }) => kind !== 'case');
  const tests = shown.filter(({ kind }) => kind === 'test');
  if (shown.length > 0) tally.withSuggestion += 1;
  if (tests.length > 0) tally.withTest += 1;
  tally.tests += tests.length;
  tally.questions += shown.length - tests.length;
  const not = new Set<string>();
  for (const { path, function: name, reason } of found.omitted) {
    if (RAN.test(reason)) continue;
    not.add(`${path} ${name}`);
    count(tally, generally(reason), 1);
  }
  tally.executed += functions.filter(({ path, name }) => !not.has(`${path} ${name}`)).length;
}

function count({ reasons }: Tally, reason: string, by: number): void {
  reasons.set(reason, (reasons.get(reason) ?? 0) + by);
}

/** A reason without the names in it. */
function generally(reason: string): string {
  return reason
    .replace(/(could not be loaded: \w+).*/, '$1 …')
    .replace(/no input can be made for .*/, 'no input can be made for a parameter');
}

function print(name: string, tally: Tally): void {
  const share = (part: number, whole: number): string =>
    `${part} of ${whole} (${((100 * part) / whole).toFixed(0)} %)`;
  const ms = tally.ms.toSorted((a, b) => a - b);
  console.log(
    `applications ${name}: functions executed ${share(tally.executed, tally.functions)}; changes with a suggestion ` +
      `${share(tally.withSuggestion, tally.changes)}, with a proven test ${share(tally.withTest, tally.changes)}; ` +
      `${tally.tests} tests, ${tally.questions} questions; a change takes ${(ms[Math.floor(ms.length / 2)]! / 1000).toFixed(1)} s in the middle, ${(ms.at(-1)! / 1000).toFixed(1)} s at most`,
  );
  for (const [reason, times] of [...tally.reasons].sort(([, a], [, b]) => b - a).slice(0, 12))
    console.log(`  ${times} × ${reason}`);
}

function git(root: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${args[0]}: ${stderr}`);
  return stdout.trim();
}
