import { basename, join, posix } from 'node:path';
import type { ChangedFunction } from '@qitops/model';
import { ImportGraph } from '@qitops/repository';
import type { Pick } from '../choose.ts';
import type { EngineRequest } from '../engine.ts';
import type { Observation } from '../explore/protocol.ts';
import type { Candidate } from '../gate.ts';
import { nameFrom } from '../in-tool/name.ts';
import type { Existing, Tool, ToolRun, TriedFile } from '../in-tool/tool.ts';
import type { Answer } from './answer.ts';
import { emitPytest } from './emit.ts';
import { explorePython, type PythonExploreRequest } from './explore.ts';
import { findInterpreter, type Interpreter } from './interpreter.ts';
import { mutantId, observationOf, subjectOf } from './observation.ts';
import { isPytestFile, type PythonModule, pythonModule, testPathFor } from './project.ts';
import { type PlacedMutant, runPytest } from './pytest.ts';

const KILLS_BUDGET_MS = 30_000;
const LONGEST_NAME = 90;

/** What is known of a module that was tried. */
interface Module {
  module: PythonModule;
  mutants: PlacedMutant[];
  pathFor: (name: string) => string;
}

/** The project's pytest. A string = why it cannot be used here. */
export async function pytestTool(request: EngineRequest): Promise<Tool | string> {
  const interpreter = await findInterpreter(request.checkout.root, request.env);
  if (typeof interpreter === 'string') return interpreter;
  const graph = await ImportGraph.at(request.checkout, request.head);
  const taken = new Set((await request.checkout.files(request.head)).map((path) => basename(path)));
  return new PytestTool(request, interpreter, graph, taken);
}

class PytestTool implements Tool {
  readonly name = 'pytest';
  readonly typeChecked = null;
  readonly #modules = new Map<string, Module>();
  readonly #request: EngineRequest;
  readonly #interpreter: Interpreter;
  readonly #graph: ImportGraph;
  readonly #taken: Set<string>;

  constructor(request: EngineRequest, interpreter: Interpreter, graph: ImportGraph, taken: Set<string>) {
    this.#request = request;
    this.#interpreter = interpreter;
    this.#graph = graph;
    this.#taken = taken;
  }

  async tryFile(path: string, functions: readonly ChangedFunction[]): Promise<TriedFile> {
    const { checkout, head, env } = this.#request;
    const tests = [...this.#graph.testsReaching(path)].filter(isPytestFile).sort();
    const module = await pythonModule(path, tests, checkout, head);
    const job = {
      command: this.#interpreter.command,
      file: join(checkout.root, path),
      module: module.name,
      paths: [...new Set([module.from, module.project, ''])].map((folder) => join(checkout.root, folder)),
      cwd: join(checkout.root, module.project),
      env,
    };
    const answers = await explorePython({ ...job, text: null, functions });
    const mutantsOf = ({ mutants, line }: Answer): PlacedMutant[] =>
      (mutants ?? []).map((mutant) => ({
        ...mutant,
        id: mutantId(path, mutant.id),
        file: job.file,
        function: line,
      }));
    const mutants = answers.flatMap(mutantsOf);
    this.#modules.set(path, { module, mutants, pathFor: testPathFor(module, tests, this.#taken) });
    return {
      now: functions.map((fn, index) => {
        const answer = answers[index]!;
        const seen = answer.observations ?? [];
        return {
          problem: problemOf(answer),
          observations: seen.map((each) => observationOf(each, fn)),
          mutants: mutantsOf(answer),
          subject: subjectOf(seen[0], fn),
        };
      }),
      before: await this.#before(job, functions, answers),
      existing: await this.#existing(module, tests, job.file, mutants),
    };
  }

  /** The same inputs at the base, for functions that were there. */
  async #before(
    job: Without<PythonExploreRequest, 'text' | 'functions'>,
    functions: readonly ChangedFunction[],
    answers: readonly Answer[],
  ): Promise<(Observation[] | undefined)[]> {
    const { checkout, base } = this.#request;
    const text = await checkout.fileAt(base, functions[0]!.path);
    const there = functions.flatMap((fn, index) => {
      const inputs = answers[index]?.observations?.map((seen) => seen.input) ?? [];
      return fn.complexityBefore === null || inputs.length === 0 ? [] : [{ ...fn, index, inputs }];
    });
    const before: (Observation[] | undefined)[] = [];
    if (text === null || there.length === 0) return before;
    const found = await explorePython({ ...job, text, functions: there });
    for (const [n, { index }] of there.entries())
      before[index] = found[n]?.observations?.map((seen) => observationOf(seen, functions[index]!));
    return before;
  }

  /** What the tests that reach the module run of it, and which mutants they notice. A string = not known. */
  async #existing(
    { project }: PythonModule,
    tests: readonly string[],
    file: string,
    mutants: readonly PlacedMutant[],
  ): Promise<Existing | string> {
    if (tests.length === 0) return { ran: new Set(), killed: new Set() };
    const { checkout, env, log } = this.#request;
    log(`asking ${tests.length} existing test files about ${mutants.length} mutants`);
    const run = await runPytest({
      interpreter: this.#interpreter,
      cwd: join(checkout.root, project),
      files: tests.map((test) => posix.relative(project, test)),
      env,
      seed: null,
      trace: [file],
      mutants,
      budgetMs: KILLS_BUDGET_MS,
    });
    if (typeof run === 'string') return `what the existing tests run is not known: ${run}`;
    if (run.undecided.length > 0) log(`${run.undecided.length} mutants stayed undecided and count as killed`);
    return {
      ran: new Set(run.lines.map(([, line]) => line)),
      killed: new Set([...run.killed, ...run.undecided]),
    };
  }

  candidate(fn: ChangedFunction, title: string, picks: readonly Pick[]): Candidate {
    const { module, pathFor } = this.#modules.get(fn.path)!;
    const said = title.replace(/^throws /, 'raises ');
    const name = nameFrom(`test ${fn.name} ${said}`, LONGEST_NAME, (words) => words.join('_'));
    return {
      path: pathFor(fn.name),
      code: emitPytest(module.name, name, picks),
      module: fn.path,
      title: `${fn.name} ${said}`,
    };
  }

  async run(
    candidates: readonly Candidate[],
    seed: number,
    claimed: ReadonlySet<string> | null,
  ): Promise<ToolRun | string> {
    const { checkout, env } = this.#request;
    const modules = [...new Set(candidates.map(({ module }) => module))];
    const run = await runPytest({
      interpreter: this.#interpreter,
      cwd: checkout.root,
      files: candidates.map(({ path }) => path),
      env,
      seed,
      trace: claimed ? modules.map((path) => join(checkout.root, path)) : [],
      mutants: claimed
        ? modules.flatMap((path) => this.#modules.get(path)!.mutants.filter(({ id }) => claimed.has(id)))
        : [],
      budgetMs: KILLS_BUDGET_MS,
    });
    if (typeof run === 'string') return run;
    const lines = modules.map((path): [string, Set<number>] => {
      const own = run.lines.filter(([file]) => file === join(checkout.root, path));
      return [path, new Set(own.map(([, line]) => line))];
    });
    const tests = Object.entries(run.tests).map(
      ([id, { outcome, ms, why }]) =>
        [id.split('::')[0]!, { passed: outcome === 'passed', ms, why }] as const,
    );
    return { tests: new Map(tests), lines: new Map(lines), killed: new Set(run.killed) };
  }

  async close(): Promise<void> {}
}

type Without<T, K extends keyof T> = { [P in Exclude<keyof T, K>]: T[P] };

function problemOf({ problem, observations, prevented, hangs, unstable }: Answer): string | null {
  if (problem) return problem;
  if (observations!.length > 0) return null;
  const why = Object.keys(prevented ?? {});
  if (why.length > 0) return `needs ${why.sort().join(' and ')}`;
  if (hangs) return 'does not end by itself';
  return unstable
    ? 'its results differ from call to call'
    : 'every input that was tried is of the wrong kind';
}
