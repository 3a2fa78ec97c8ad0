import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Answer } from './answer.ts';
import { runPython } from './interpreter.ts';

export interface PythonExploreRequest {
  command: string;
  /** Absolute path of the module's file, and its dotted name. */
  file: string;
  module: string;
  /** Folders that imports are looked for in. */
  paths: readonly string[];
  /** Text to load instead of what is on disk (the base's version). */
  text: string | null;
  /** By line at the head; by name with the inputs to try at the base. */
  functions: readonly { line: number; name?: string; inputs?: unknown[] }[];
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
}

const BUDGET_MS = 4_000;
/** For loading the module, and for each function beside its budget. */
const LOADING_MS = 20_000;

/**
 * Tries functions of a module in a process of its own. One that brings the process down or holds it is answered with
 * that; the others are tried in another.
 */
export async function explorePython(request: PythonExploreRequest): Promise<Answer[]> {
  const answers: Answer[] = [];
  let waiting = [...request.functions];
  while (waiting.length > 0) {
    const { found, problem } = await tryAll(request, waiting);
    answers.push(...found);
    waiting = waiting.slice(found.length);
    const [stuck] = waiting;
    if (!stuck) break;
    answers.push({ line: stuck.line, problem: problem ?? 'brought its process down' });
    waiting = waiting.slice(1);
    // what does not load will not load for the next one
    if (found.length === 0 && problem?.startsWith('could not be loaded'))
      return [...answers, ...waiting.map(({ line }) => ({ line, problem }))];
  }
  return answers;
}

async function tryAll(
  { command, cwd, env, functions: _, ...job }: PythonExploreRequest,
  functions: PythonExploreRequest['functions'],
): Promise<{ found: Answer[]; problem: string | null }> {
  const folder = await mkdtemp(join(tmpdir(), 'qitops-python-'));
  const out = join(folder, 'answers');
  try {
    const timeoutMs = LOADING_MS + functions.length * 2 * BUDGET_MS;
    const step = await runPython(command, ['-m', 'qitops_python.explore'], {
      cwd,
      env,
      timeoutMs,
      input: JSON.stringify({ ...job, functions, budgetMs: BUDGET_MS, out }),
    });
    const loaded = existsSync(out);
    const lines = loaded ? (await readFile(out, 'utf8')).split('\n').filter(Boolean) : [];
    const found = lines.map((line) => JSON.parse(line) as Answer);
    if (!loaded) return { found, problem: `could not be loaded: ${lastLine(step.stderr)}` };
    return { found, problem: step.outcome === 'timeout' ? 'does not end by itself' : null };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function lastLine(text: string): string {
  return (text.trim().split('\n').at(-1) ?? 'no reason was given').slice(0, 200);
}
