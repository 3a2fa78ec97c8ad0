import type { ChangedFunction, FileCoverage } from '@qitops/model';
import type { Baseline } from '../existing/baseline.ts';
import { existingKills } from '../existing/kills.ts';
import { type Candidate, type GateOptions, newlyCovered, withFiles } from '../gate.ts';
import type { Mutant, MutatedModule } from '../mutants/mutate.ts';

/** What a proposed test does that nothing before it did. */
export interface Gain {
  kills: Mutant[];
  branches: string[];
}

export interface Measuring {
  gate: GateOptions;
  baseline: Baseline;
  /** Files of the checkout. */
  files: readonly string[];
  modules: ReadonlyMap<string, MutatedModule>;
  /** Tests that are proven already: what they run and notice is not new. */
  proven: readonly (Candidate & { subject: string })[];
}

const TIMEOUT_MS = 60_000;

/** All mutants of a function. */
export function mutantsOf(fn: ChangedFunction, { modules }: Measuring): Mutant[] {
  return (modules.get(fn.path)?.mutants ?? []).filter(({ line }) => line >= fn.line && line <= fn.endLine);
}

/**
 * Mutants of a function that neither the existing nor the proven tests notice. What is undecided counts as noticed, and
 * `undecided` says how many those are.
 */
export async function openMutants(
  fn: ChangedFunction,
  measuring: Measuring,
): Promise<{ open: Mutant[]; undecided: number }> {
  const { baseline, proven } = measuring;
  const all = mutantsOf(fn, measuring);
  const tests = [...baseline.testsReaching([fn.path]), ...proven.map(({ path }) => path)];
  const { killed, undecided } = await killsOf(tests, all, proven, fn, measuring);
  return { open: all.filter(({ id }) => !killed.has(id)), undecided };
}

/** What each candidate gains over the existing tests, the proven ones and the candidates before it. */
export async function gainsOf(
  fn: ChangedFunction,
  candidates: readonly Candidate[],
  open: readonly Mutant[],
  measuring: Measuring,
): Promise<Map<string, Gain>> {
  const gains = new Map<string, Gain>();
  const known = new Set((await covered(fn, measuring.proven, measuring)).map(({ place }) => place));
  let left = [...open];
  for (const candidate of candidates) {
    const found = await killsOf([candidate.path], left, [candidate], fn, measuring);
    const kills = found.undecided > 0 ? [] : left.filter(({ id }) => found.killed.has(id));
    const branches = (await covered(fn, [candidate], measuring)).filter(({ place }) => !known.has(place));
    left = left.filter((mutant) => !kills.includes(mutant));
    for (const { place } of branches) known.add(place);
    gains.set(candidate.path, { kills, branches: branches.map(({ place }) => place) });
  }
  return gains;
}

async function killsOf(
  tests: readonly string[],
  mutants: readonly Mutant[],
  inPlace: readonly Candidate[],
  fn: ChangedFunction,
  { gate, files, modules }: Measuring,
): Promise<{ killed: ReadonlySet<string>; undecided: number }> {
  const module = modules.get(fn.path);
  if (!module || tests.length === 0 || mutants.length === 0) return { killed: new Set(), undecided: 0 };
  return withFiles(gate.root, inPlace, () =>
    existingKills({
      root: gate.root,
      runner: gate.runner,
      env: gate.env,
      files: [...files, ...inPlace.map(({ path }) => path)],
      tests,
      modules: new Map([[fn.path, module]]),
      asked: mutants.map(({ id }) => id),
    }),
  );
}

/** Lines and branches of a function that some tests run and the existing ones do not. */
async function covered(
  fn: ChangedFunction,
  tests: readonly Candidate[],
  { gate, baseline }: Measuring,
): Promise<{ place: string }[]> {
  const existing = baseline.existing(fn.path);
  const own = tests.filter(({ module }) => module === fn.path);
  if (existing.kind === 'unknown' || own.length === 0) return [];
  const now = await measured(own, gate);
  const file = now?.get(fn.path);
  if (!file) return [];
  return newlyCovered(fn.path, existing.kind === 'covered' ? existing.coverage : null, file).filter(
    ({ line }) => line >= fn.line && line <= fn.endLine,
  );
}

async function measured(
  tests: readonly Candidate[],
  { root, runner, env, parseLcov }: GateOptions,
): Promise<ReadonlyMap<string, FileCoverage> | null> {
  return withFiles(root, tests, async () => {
    const run = await runner.run({
      cwd: root,
      files: tests.map(({ path }) => path),
      env,
      coverage: true,
      together: true,
      timeoutMs: TIMEOUT_MS,
    });
    return run.lcov ? parseLcov(run.lcov) : null;
  });
}
