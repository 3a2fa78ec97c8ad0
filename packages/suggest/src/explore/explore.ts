import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { plainEnvironment, runStep } from '@qitops/execute';
import type { Scenario } from '../inputs/scenarios.ts';
import type { Answer, Job, Observation } from './protocol.ts';

export interface Exploration {
  /** Null = the function could be called; else why not. */
  problem: string | null;
  observations: Observation[];
  /** Mutants that were tried to the end; the others are undecided. */
  tried: ReadonlySet<string>;
}

export interface ExploreRequest extends Pick<Job, 'file' | 'text' | 'name' | 'kind'> {
  mutants: { text: string; ids: readonly string[] } | null;
  scenarios: readonly Scenario[];
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  /** Mutants that brought the process down so far. */
  fatal?: number;
}

/** Wall time and heap of a function's process, and the part of the time that it gives itself. */
const TIMEOUT_MS = 10_000;
const BUDGET_MS = 6_000;
const HEAP_MB = 384;

/** Steps that are tried on a function that came back from the call. */
const FOLLOW: readonly string[][] = [
  ['()'],
  ['(1)'],
  ['(1)', '(1)'],
  ['(1, 2)'],
  ['(1)', '(2)', '(1)'],
  ['(2)(3)'],
  ["('a')"],
  ['(1, 2, 3)'],
  ['([1, 2, 3])'],
  ['({ a: 1, b: 2 })'],
  ['()', '()', '()'],
  ['(0)'],
  ['.name', '.length'],
];

/** Calls a function with every input in a process of its own, without secrets, bounded in time and memory. */
export async function explore(request: ExploreRequest): Promise<Exploration> {
  const { cwd, env, scenarios, mutants, fatal: _, ...rest } = request;
  const folder = await mkdtemp(join(tmpdir(), 'qitops-explore-'));
  const out = join(folder, 'answer.json');
  const job: Job = {
    ...rest,
    scenarios: [...scenarios],
    mutants: mutants && { ...mutants, ids: [...mutants.ids], progress: join(folder, 'progress') },
    follow: FOLLOW.map((steps) => [...steps]),
    budgetMs: BUDGET_MS,
    out,
  };
  try {
    const step = await runStep({
      command: process.execPath,
      args: ['--disable-warning=ExperimentalWarning', `--max-old-space-size=${HEAP_MB}`, explorerPath()],
      cwd,
      env: { ...plainEnvironment(env), NODE_ENV: 'test' },
      timeoutMs: TIMEOUT_MS,
      input: JSON.stringify(job),
      maxOutput: 64 * 1024,
    });
    if (!existsSync(out) && mutants && step.code !== 1) return again(request, await lastTried(folder));
    if (step.outcome === 'timeout') return nothing(`took longer than ${TIMEOUT_MS / 1000} s`);
    if (!existsSync(out)) return nothing(`could not be loaded: ${lastLine(step.stderr)}`);
    return understood(JSON.parse(await readFile(out, 'utf8')) as Answer);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function lastTried(folder: string): Promise<string | null> {
  const progress = join(folder, 'progress');
  return existsSync(progress) ? readFile(progress, 'utf8') : null;
}

/** Without the mutant that brought the process down; without any when it was none, or the third. */
function again(request: ExploreRequest, fatal: string | null): Promise<Exploration> {
  const { mutants, fatal: before = 0 } = request;
  const fewer =
    fatal !== null && mutants && before < 2
      ? { ...mutants, ids: mutants.ids.filter((id) => id !== fatal) }
      : null;
  return explore({ ...request, mutants: fewer, fatal: before + 1 });
}

function understood({ isFunction, observations, prevented, tried, unstable, hangs }: Answer): Exploration {
  if (!isFunction) return nothing('is not an exported function at run time');
  const exploration = { problem: null, observations, tried: new Set(tried) };
  if (observations.length > 0) return exploration;
  const why = Object.keys(prevented);
  if (why.length > 0) return { ...exploration, problem: `needs ${why.sort().join(' and ')}` };
  if (hangs > 0) return { ...exploration, problem: 'does not end by itself' };
  const reason =
    unstable > 0 ? 'its results differ from call to call' : 'none of its results can be written down';
  return { ...exploration, problem: reason };
}

function nothing(problem: string): Exploration {
  return { problem, observations: [], tried: new Set() };
}

/** Beside a bundle the explorer lies as compiled JavaScript; from source it is this folder's. */
function explorerPath(): string {
  const bundled = join(dirname(process.argv[1] ?? '.'), 'explorer', 'explorer.js');
  if (existsSync(bundled)) return bundled;
  return join(
    import.meta.dirname,
    'process',
    `explorer${import.meta.filename.endsWith('.ts') ? '.ts' : '.js'}`,
  );
}

function lastLine(text: string): string {
  const lines = text
    .trim()
    .split('\n')
    .filter((line) => /Error/.test(line));
  return (lines.at(0) ?? 'no reason was given').slice(0, 200);
}
