import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { plainEnvironment, runStep } from '@qitops/execute';
import { findUp } from './find-up.ts';

export interface TypeCheck {
  /** Of the given files those that the project's own compiler saw and found right; null = nothing was checked. */
  right: Set<string> | null;
  /** First error of each file that is wrong, by repository path. */
  wrong: Map<string, string>;
}

const TIMEOUT_MS = 120_000;
const NOT_CHECKED: TypeCheck = { right: null, wrong: new Map() };

/** Runs the project's TypeScript over its `tsconfig.json` with `files` (repository paths) in place. */
export async function typeCheck(
  root: string,
  files: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<TypeCheck> {
  const compiler = findUp(root, join('node_modules', 'typescript', 'bin', 'tsc'));
  if (!compiler || !existsSync(join(root, 'tsconfig.json'))) return NOT_CHECKED;
  const step = await runStep({
    command: process.execPath,
    args: [compiler, '-p', 'tsconfig.json', '--noEmit', '--pretty', 'false', '--listFiles'],
    cwd: root,
    env: plainEnvironment(env),
    timeoutMs: TIMEOUT_MS,
    maxOutput: 16 * 1024 * 1024,
  });
  if (step.outcome === 'timeout' || step.outcome === 'not-started') return NOT_CHECKED;
  const wrong = new Map<string, string>();
  const seen = new Set<string>();
  for (const line of step.stdout.split(/\r?\n/)) {
    const error = /^(.+?)\((\d+),\d+\): (error TS\d+: .*)$/.exec(line);
    const path = resolve(root, error?.[1] ?? line);
    const file = files.find((each) => resolve(root, each) === path);
    if (!file) continue;
    if (error) wrong.set(file, wrong.get(file) ?? error[3]!);
    else seen.add(file);
  }
  return { right: new Set([...seen].filter((file) => !wrong.has(file))), wrong };
}
