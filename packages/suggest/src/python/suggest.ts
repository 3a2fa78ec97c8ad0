import { basename, join, posix } from 'node:path';
import type { ChangedFunction, Suggestion } from '@qitops/model';
import { ImportGraph } from '@qitops/repository';
import { choose, type Pick } from '../choose.ts';
import { titleFor } from '../emit/title.ts';
import type { EngineRequest } from '../engine.ts';
import { type Candidate, REPEATS, withFiles } from '../gate.ts';
import { group } from '../group.ts';
import { suggestionId } from '../id.ts';
import { openLines } from '../places.ts';
import { questionsFor } from '../questions.ts';
import type { Answer, Mutant } from './answer.ts';
import { emitPytest } from './emit.ts';
import { explorePython } from './explore.ts';
import { findInterpreter, type Interpreter } from './interpreter.ts';
import { observationOf, type PythonObservation, placeOf, pythonOf, subjectOf } from './observation.ts';
import { isPytestFile, type PythonModule, pythonModule, testPathFor } from './project.ts';
import { type PlacedMutant, type PytestRun, runPytest } from './pytest.ts';

type Omit = (fn: ChangedFunction, reason: string) => void;

/** One module, its changed functions and the tests that reach it. */
interface Work {
  module: PythonModule;
  functions: ChangedFunction[];
  tests: string[];
}

/** A test that waits for its five runs. */
interface Waiting {
  fn: ChangedFunction;
  candidate: Candidate;
  picks: Pick[];
  mutants: PlacedMutant[];
}

/** What the existing tests do with a module. */
interface Existing {
  ran: ReadonlySet<number>;
  killed: ReadonlySet<string>;
}

const KILLS_BUDGET_MS = 30_000;
const LONGEST_NAME = 90;

/**
 * Suggests pytest tests: tries each changed function in the project's own Python, keeps the inputs that kill mutants
 * or run lines that the existing tests do not, and proves the tests in the project's pytest. A string = why no
 * function can be tried here.
 */
export async function suggestPytest(
  request: EngineRequest,
  functions: readonly ChangedFunction[],
  omit: Omit,
): Promise<Suggestion[] | string> {
  const interpreter = await findInterpreter(request.checkout.root, request.env);
  if (typeof interpreter === 'string') return interpreter;
  const graph = await ImportGraph.at(request.checkout, request.head);
  const questions: Suggestion[] = [];
  const waiting: Waiting[] = [];
  const taken = new Set((await request.checkout.files(request.head)).map((path) => basename(path)));
  for (const [path, own] of Map.groupBy(functions, (fn) => fn.path)) {
    const tests = [...graph.testsReaching(path)].filter(isPytestFile).sort();
    const module = await pythonModule(path, tests, request.checkout, request.head);
    const found = await tryModule(request, interpreter, { module, functions: own, tests }, taken, omit);
    waiting.push(...found.waiting);
    questions.push(...found.questions);
  }
  request.log(`proving ${waiting.length} tests with pytest`);
  return [...(await proven(waiting, request, interpreter, omit)), ...questions];
}

async function tryModule(
  request: EngineRequest,
  interpreter: Interpreter,
  work: Work,
  taken: Set<string>,
  omit: Omit,
): Promise<{ waiting: Waiting[]; questions: Suggestion[] }> {
  const { module, functions, tests } = work;
  const { root } = request.checkout;
  request.log(`trying ${functions.length} functions of ${module.path}`);
  const job = {
    command: interpreter.command,
    file: join(root, module.path),
    module: module.name,
    paths: [...new Set([join(root, module.from), join(root, module.project), root])],
    cwd: join(root, module.project),
    env: request.env,
  };
  const answers = await explorePython({ ...job, text: null, functions });
  const before = await exploreBase(request, job, functions, answers);
  const mutants = answers.flatMap((answer) =>
    (answer.mutants ?? []).map((mutant) => ({ ...mutant, file: job.file, function: answer.line })),
  );
  const existing = await existingTests(request, interpreter, work, job, mutants);
  const found: { waiting: Waiting[]; questions: Suggestion[] } = { waiting: [], questions: [] };
  const pathFor = testPathFor(module, tests, taken);
  for (const [index, fn] of functions.entries()) {
    const answer = answers[index]!;
    const problem = typeof existing === 'string' ? existing : problemOf(answer);
    if (problem !== null || typeof existing === 'string') {
      omit(fn, problem!);
      continue;
    }
    const observations = answer.observations!.map((seen) => observationOf(seen, fn));
    const own = mutants.filter((mutant) => mutant.function === answer.line);
    const picks = picksOf(observations, own, fn, request, existing);
    found.questions.push(...asked(fn, observations, before[index], picks));
    if (picks.length === 0) omit(fn, 'no input was found that runs or notices what the existing tests miss');
    for (const each of group(picks)) {
      const title = titleFor(subjectOf(pythonOf(each[0]!)), each).replace(/^throws /, 'raises ');
      const name = nameOf(fn, title);
      const path = pathFor(fn.name);
      const code = emitPytest(module.name, name, each);
      const candidate = { path, code, module: module.path, title: `${fn.name} ${title}` };
      found.waiting.push({ fn, candidate, picks: each, mutants: own });
    }
  }
  return found;
}

/** The same inputs at the base, for functions that were there. */
async function exploreBase(
  { checkout, base }: EngineRequest,
  job: Omit2<Parameters<typeof explorePython>[0], 'text' | 'functions'>,
  functions: readonly ChangedFunction[],
  answers: readonly Answer[],
): Promise<(Answer | undefined)[]> {
  const text = await checkout.fileAt(base, functions[0]!.path);
  const there = functions.flatMap((fn, index) => {
    const inputs = answers[index]?.observations?.map((seen) => seen.input) ?? [];
    return fn.complexityBefore === null || inputs.length === 0
      ? []
      : [{ index, line: fn.line, name: fn.name, inputs }];
  });
  if (text === null || there.length === 0) return [];
  const found = await explorePython({ ...job, text, functions: there });
  const answersBefore: (Answer | undefined)[] = [];
  for (const [n, { index }] of there.entries()) answersBefore[index] = found[n];
  return answersBefore;
}

type Omit2<T, K extends keyof T> = { [P in Exclude<keyof T, K>]: T[P] };

/** What the tests that reach the module run of it, and which mutants they notice. A string = not known. */
async function existingTests(
  { env, log }: EngineRequest,
  interpreter: Interpreter,
  { module, tests }: Work,
  { file, cwd }: { file: string; cwd: string },
  mutants: readonly PlacedMutant[],
): Promise<Existing | string> {
  if (tests.length === 0) return { ran: new Set(), killed: new Set() };
  log(`asking ${tests.length} existing test files about ${mutants.length} mutants`);
  const run = await runPytest({
    interpreter,
    cwd,
    files: tests.map((test) => posix.relative(module.project, test)),
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

function picksOf(
  observations: readonly PythonObservation[],
  mutants: readonly Mutant[],
  fn: ChangedFunction,
  { coverage }: EngineRequest,
  { ran, killed }: Existing,
): Pick[] {
  const measured = coverage?.get(fn.path) ?? null;
  const { missed } = openLines(measured, fn);
  const reached = new Set(observations.flatMap(({ python }) => python.lines));
  const places = [...missed].filter((line) => reached.has(line) && !ran.has(line)).map(placeOf);
  const open = mutants.map(({ id }) => id).filter((id) => !killed.has(id));
  return choose(observations, new Set(open), places);
}

function asked(
  fn: ChangedFunction,
  observations: readonly PythonObservation[],
  before: Answer | undefined,
  picks: readonly Pick[],
): Suggestion[] {
  const [first] = observations;
  if (!before?.observations || !first) return [];
  const was = before.observations.map((seen) => observationOf(seen, fn));
  const ways = new Set(picks.map(({ observation }) => observation.way));
  const named = subjectOf(first.python);
  return questionsFor(
    { fn, named },
    { problem: null, observations: [...observations], tried: new Set() },
    { problem: null, observations: was, tried: new Set() },
    ({ way }) => ways.has(way),
  );
}

/** `test_shipping_gives_0_when_total_is_100` */
function nameOf(fn: ChangedFunction, title: string): string {
  const said = title
    .replace(/""/g, 'empty text')
    .replace(/\[\]/g, 'empty list')
    .replace(/\{\}/g, 'empty dict');
  const words = `test ${fn.name} ${said}`.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  let name = words.shift()!;
  for (const word of words) {
    if (name.length + word.length >= LONGEST_NAME) break;
    name += `_${word}`;
  }
  return name;
}

/** Runs the candidates five times, each time in another order, and keeps those that always pass and earn their place. */
async function proven(
  waiting: readonly Waiting[],
  { checkout, env }: EngineRequest,
  interpreter: Interpreter,
  omit: Omit,
): Promise<Suggestion[]> {
  if (waiting.length === 0) return [];
  const candidates = waiting.map(({ candidate }) => candidate);
  const runs = await withFiles(checkout.root, candidates, async () => {
    const all: (PytestRun | string)[] = [];
    for (let n = 1; n <= REPEATS; n++)
      all.push(
        await runPytest({
          interpreter,
          cwd: checkout.root,
          files: candidates.map(({ path }) => path),
          env,
          seed: n,
          trace: n === 1 ? [...new Set(candidates.map(({ module }) => join(checkout.root, module)))] : [],
          mutants: n === 1 ? mutantsOf(waiting) : [],
          budgetMs: KILLS_BUDGET_MS,
        }),
      );
    return all;
  });
  const earned = waiting.flatMap((each) => earnedBy(each, runs, checkout.root, omit));
  return withoutNeedless(earned, omit).map(suggestionOf);
}

/** Those that the tests claim to kill. */
function mutantsOf(waiting: readonly Waiting[]): PlacedMutant[] {
  return waiting.flatMap(({ picks, mutants }) => {
    const claimed = new Set(picks.flatMap(({ kills }) => [...kills]));
    return mutants.filter(({ id }) => claimed.has(id));
  });
}

/** A test that passed, with what it kills and runs that the existing tests do not. */
interface Earned {
  waiting: Waiting;
  kills: PlacedMutant[];
  lines: number[];
  durationMs: number;
}

function earnedBy(
  waiting: Waiting,
  runs: readonly (PytestRun | string)[],
  root: string,
  omit: Omit,
): Earned[] {
  const { fn, candidate, picks, mutants } = waiting;
  const results = runs.map((run) =>
    typeof run === 'string'
      ? { outcome: 'failed', ms: 0, why: run }
      : (Object.entries(run.tests).find(([id]) => id.startsWith(`${candidate.path}::`))?.[1] ?? {
          outcome: 'failed',
          ms: 0,
          why: 'pytest did not find it',
        }),
  );
  const failure = results.find(({ outcome }) => outcome !== 'passed');
  const [first] = runs;
  if (failure || typeof first === 'string') {
    omit(fn, `its test did not pass five times of five: ${failure?.why ?? 'unknown'}`);
    return [];
  }
  const killed = new Set(first!.killed);
  const claimed = new Set(picks.flatMap(({ kills }) => [...kills]));
  const kills = mutants
    .filter(({ id }) => claimed.has(id) && killed.has(id))
    .sort((a, b) => a.words.length - b.words.length || a.line - b.line);
  const ran = new Set(first!.lines.filter(([file]) => file === join(root, fn.path)).map(([, line]) => line));
  const lines = [...new Set(picks.flatMap(({ places }) => [...places].map(({ line }) => line)))]
    .filter((line) => ran.has(line))
    .sort((a, b) => a - b);
  const durationMs = results.reduce((sum, { ms }) => sum + ms, 0) / REPEATS;
  return [{ waiting, kills, lines, durationMs }];
}

/** Without tests whose every kill and line another one has too. */
function withoutNeedless(earned: readonly Earned[], omit: Omit): Earned[] {
  const goals = ({ waiting: { fn }, kills, lines }: Earned): string[] => [
    ...kills.map(({ file, id }) => `${file} ${id}`),
    ...lines.map((line) => `${fn.path}:${line}`),
  ];
  let kept = [...earned];
  for (const each of earned.toReversed()) {
    const others = new Set(kept.filter((other) => other !== each).flatMap(goals));
    if (!goals(each).every((goal) => others.has(goal))) continue;
    kept = kept.filter((other) => other !== each);
    omit(each.waiting.fn, 'one of its tests adds nothing to the others');
  }
  return kept;
}

function suggestionOf({ waiting: { fn, candidate }, kills, lines, durationMs }: Earned): Suggestion {
  return {
    id: suggestionId(fn, 'test', candidate.code),
    kind: 'test',
    lane: 'harden',
    target: { path: fn.path, function: fn.name, line: lines[0] ?? kills[0]!.line },
    title: candidate.title,
    test: { path: candidate.path, code: candidate.code },
    evidence: {
      kills: [...new Set(kills.map(({ words, line }) => `${words} at L${line}`))],
      branches: lines.map((line) => `${fn.path}:${line}`),
      repeats: REPEATS,
      durationMs,
    },
    author: 'engine',
    typeChecked: null,
  };
}
