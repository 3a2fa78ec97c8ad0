import type { ChangedFunction, FileCoverage } from '@qitops/model';
import { type Checkout, ImportGraph } from '@qitops/repository';
import type { GateOptions } from '../gate.ts';

/** What the existing tests cover of a changed module. */
export type Existing =
  | { kind: 'covered'; coverage: FileCoverage }
  /** No test reaches the module through imports: whatever runs in it is new. */
  | { kind: 'untested' }
  | { kind: 'unknown'; reason: string };

const TIMEOUT_MS = 120_000;

/** Finds out what the existing tests cover: from the given reports, else by running the tests that reach a module. */
export class Baseline {
  readonly #files: ReadonlyMap<string, FileCoverage>;
  readonly #reached: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #problem: string | null;

  private constructor(
    files: ReadonlyMap<string, FileCoverage>,
    reached: ReadonlyMap<string, ReadonlySet<string>>,
    problem: string | null,
  ) {
    this.#files = files;
    this.#reached = reached;
    this.#problem = problem;
  }

  /** `coverage` null = nothing was measured: the tests that reach the changed modules are then run once. */
  static async of(
    checkout: Checkout,
    head: string,
    functions: readonly Pick<ChangedFunction, 'path'>[],
    coverage: ReadonlyMap<string, FileCoverage> | null,
    gate: GateOptions,
  ): Promise<Baseline> {
    const graph = await ImportGraph.at(checkout, head);
    const reached = new Map(functions.map(({ path }) => [path, graph.testsReaching(path)]));
    if (coverage) return new Baseline(coverage, reached, null);
    const tests = [...new Set([...reached.values()].flatMap((set) => [...set]))];
    if (tests.length === 0) return new Baseline(new Map(), reached, null);
    const { runner, root, env, parseLcov } = gate;
    const run = await runner.run({ cwd: root, files: tests, env, coverage: true, timeoutMs: TIMEOUT_MS });
    if (run.lcov) return new Baseline(await parseLcov(run.lcov), reached, null);
    const why = run.problem ?? 'is the runner’s coverage provider installed?';
    return new Baseline(new Map(), reached, `coverage of the existing tests is not known (${why})`);
  }

  /** Tests that reach any of the modules through imports. */
  testsReaching(paths: Iterable<string>): string[] {
    const tests = new Set<string>();
    for (const path of paths) for (const test of this.#reached.get(path) ?? []) tests.add(test);
    return [...tests].sort();
  }

  /** What the existing tests cover of `path`. */
  existing(path: string): Existing {
    const coverage = this.#files.get(path);
    if (coverage) return { kind: 'covered', coverage };
    if ((this.#reached.get(path)?.size ?? 0) === 0) return { kind: 'untested' };
    return { kind: 'unknown', reason: this.#problem ?? 'its file is in no coverage report' };
  }
}
