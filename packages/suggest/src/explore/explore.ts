import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scenario } from '../inputs/scenarios.ts';
import { type Ended, ExplorerProcess } from './explorer-process.ts';
import type { Answer, Job, Observation } from './protocol.ts';

export interface Exploration {
  /** Null = the function could be called; else why not. */
  problem: string | null;
  observations: Observation[];
  /** Mutants that were tried to the end; the others are undecided. */
  tried: ReadonlySet<string>;
}

export interface ExploreRequest
  extends Pick<Job, 'file' | 'text' | 'name' | 'kind'>,
    Partial<Pick<Job, 'aliases' | 'scope' | 'doubles'>> {
  mutants: { text: string; ids: readonly string[] } | null;
  scenarios: readonly Scenario[];
  /** Whether the blocks that ran are asked for; absent = they are. */
  places?: boolean;
  /** When it is too late to begin, on the clock of `performance`; absent = never. */
  until?: number;
}

/** Time that a function's trials give themselves. */
const BUDGET_MS = 5_000;
/** Processes at once. */
const AT_ONCE = 2;
const TOO_LATE = 'was not tried: there are more functions than time, and more complex ones went first';
/** Times that a process may end on one function before its mutants are given up. */
const MOST_ENDS = 3;

/**
 * Processes that try functions. Each tries many, one after the other; one that hangs, crashes or eats up its memory is
 * replaced and takes no other function with it.
 */
export class Explorers implements AsyncDisposable {
  readonly #cwd: string;
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #idle: ExplorerProcess[] = [];
  readonly #all = new Set<ExplorerProcess>();
  readonly #waiting: (() => void)[] = [];
  readonly #folder: Promise<string>;
  #free: number;
  #jobs = 0;

  /** `cwd` = the project's root. The processes start at once, to be ready when the first function is. */
  constructor(cwd: string, env: Readonly<Record<string, string | undefined>>, atOnce = AT_ONCE) {
    this.#cwd = cwd;
    this.#env = env;
    this.#free = atOnce;
    this.#folder = mkdtemp(join(tmpdir(), 'qitops-explore-'));
    for (let n = 0; n < atOnce; n++) this.#idle.push(this.#start());
  }

  /** Calls a function with every input, without secrets, bounded in time and memory. */
  async explore(request: ExploreRequest): Promise<Exploration> {
    if (this.#free === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#free -= 1;
    try {
      if (performance.now() > (request.until ?? Number.POSITIVE_INFINITY)) return nothing(TOO_LATE);
      return await this.#tried(request, 0);
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const each of this.#all) each.stop();
    await rm(await this.#folder, { recursive: true, force: true });
  }

  async #tried(request: ExploreRequest, ends: number): Promise<Exploration> {
    const { scenarios, mutants, places = true, until: _, ...rest } = request;
    this.#jobs += 1;
    const progress = join(await this.#folder, `${this.#jobs}`);
    const job: Job = {
      aliases: [],
      scope: [],
      doubles: [],
      ...rest,
      scenarios: [...scenarios],
      mutants: mutants && { ...mutants, ids: [...mutants.ids], progress },
      places,
      budgetMs: BUDGET_MS,
    };
    const ended = await this.#run(job);
    if (ended.kind === 'answer') return understood(ended.answer);
    if (ended.kind === 'unloadable') return nothing(`could not be loaded: ${firstError(ended.why)}`);
    if (mutants) {
      const last = existsSync(progress) ? (await readFile(progress, 'utf8')).trim() : null;
      return this.#tried({ ...request, mutants: without(mutants, last, ends) }, ends + 1);
    }
    return nothing(problemOf(ended));
  }

  async #run(job: Job): Promise<Ended> {
    const worker = this.#idle.find(({ usable }) => usable) ?? this.#start();
    const at = this.#idle.indexOf(worker);
    if (at >= 0) this.#idle.splice(at, 1);
    const ended = await worker.run(job);
    if (worker.usable) this.#idle.push(worker);
    else this.#all.delete(worker);
    return ended;
  }

  #start(): ExplorerProcess {
    const started = new ExplorerProcess(this.#cwd, this.#env);
    this.#all.add(started);
    return started;
  }
}

/** Tries one function in a process of its own. */
export async function explore(
  request: ExploreRequest & { cwd: string; env: Readonly<Record<string, string | undefined>> },
): Promise<Exploration> {
  const { cwd, env, ...rest } = request;
  await using explorers = new Explorers(cwd, env, 1);
  return await explorers.explore(rest);
}

/** Without the mutant that ended the process; without any when it was none, or too many did. */
function without(
  mutants: { text: string; ids: readonly string[] },
  last: string | null,
  ends: number,
): ExploreRequest['mutants'] {
  if (last === null || ends + 1 >= MOST_ENDS) return null;
  return { ...mutants, ids: mutants.ids.filter((id) => id !== last) };
}

function problemOf(ended: Extract<Ended, { kind: 'gone' }>): string {
  if (ended.how === 'slow') return 'took too long';
  if (ended.how === 'silent') return 'does not end by itself';
  return `brought its process down: ${firstError(ended.stderr)}`;
}

function understood({ isFunction, observations, prevented, tried, unstable, hangs }: Answer): Exploration {
  if (!isFunction) return nothing('is not an exported function at run time');
  const exploration = { problem: null, observations, tried: new Set(tried) };
  if (observations.length > 0) return exploration;
  const why = Object.keys(prevented);
  if (why.length > 0) return { ...exploration, problem: `needs ${why.sort().join(' and ')}` };
  if (hangs > 0) return { ...exploration, problem: 'does not end by itself' };
  const reason =
    unstable > 0
      ? 'its results differ from call to call, or from time zone to time zone'
      : 'none of its results can be written down';
  return { ...exploration, problem: reason };
}

function nothing(problem: string): Exploration {
  return { problem, observations: [], tried: new Set() };
}

function firstError(text: string): string {
  const lines = text
    .trim()
    .split('\n')
    .filter((line) => /Error|FATAL/.test(line));
  return (lines.at(0) ?? 'no reason was given').slice(0, 200);
}
