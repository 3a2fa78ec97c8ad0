import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { plainEnvironment, runStep } from '@qitops/execute';
import type { Value } from '../inputs.ts';

/** A range of offsets in the file's text that ran, or did not. */
export interface Block {
  start: number;
  end: number;
  ran: boolean;
}

/** What came out of one call. `{ $: … }` stands for what JSON cannot say: undefined, NaN, −0, infinities. */
export type CallOutcome = { value: unknown } | { error: string; message: string };

export interface Observation {
  input: number;
  outcome: CallOutcome;
  /** Blocks of the file as V8 reports them; of nested ones the innermost says whether a place ran. */
  blocks: Block[];
}

export interface Exploration {
  /** Null = the function could be called; else why not. */
  problem: string | null;
  observations: Observation[];
}

export interface ExploreRequest {
  /** Absolute path of the module. */
  file: string;
  /** The module's text when it is not what is on disk. */
  text: string | null;
  name: string;
  inputs: readonly Value[][];
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
}

/** Wall time and heap of a function's process. */
const TIMEOUT_MS = 10_000;
const HEAP_MB = 256;

/** Calls a function with every input in a process of its own, without secrets, bounded in time and memory. */
export async function explore(request: ExploreRequest): Promise<Exploration> {
  const folder = await mkdtemp(join(tmpdir(), 'qitops-explore-'));
  const out = join(folder, 'observations.json');
  try {
    const step = await runStep({
      command: process.execPath,
      args: ['--disable-warning=ExperimentalWarning', `--max-old-space-size=${HEAP_MB}`, explorerPath()],
      cwd: request.cwd,
      env: { ...plainEnvironment(request.env), QITOPS_EXPLORING: '1' },
      timeoutMs: TIMEOUT_MS,
      input: JSON.stringify({
        file: request.file,
        text: request.text,
        name: request.name,
        inputs: request.inputs,
        out,
      }),
      maxOutput: 64 * 1024,
    });
    if (step.outcome === 'timeout') return nothing(`took longer than ${TIMEOUT_MS / 1000} s`);
    if (!existsSync(out)) return nothing(`could not be loaded: ${lastLine(step.stderr)}`);
    const answer = JSON.parse(await readFile(out, 'utf8')) as {
      isFunction: boolean;
      observations: Observation[];
    };
    if (!answer.isFunction) return nothing('is not an exported function at run time');
    return { problem: null, observations: answer.observations };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function nothing(problem: string): Exploration {
  return { problem, observations: [] };
}

/** Beside a bundle the explorer lies as compiled JavaScript; from source it is this folder's. */
function explorerPath(): string {
  const bundled = join(dirname(process.argv[1] ?? '.'), 'explorer.mjs');
  return existsSync(bundled)
    ? bundled
    : join(import.meta.dirname, `explorer${import.meta.filename.endsWith('.ts') ? '.ts' : '.js'}`);
}

function lastLine(text: string): string {
  const lines = text
    .trim()
    .split('\n')
    .filter((line) => /Error/.test(line));
  return (lines.at(0) ?? 'no reason was given').slice(0, 200);
}
