import { spawn } from 'node:child_process';
import { join } from 'node:path';

export interface CommandResult {
  code: number;
  stdout: string;
  stderr: string;
  /** The document on stdout; undefined when there is none. */
  json: unknown;
}

const MAIN = join(import.meta.dirname, '../../packages/cli/src/main.ts');

/** Runs the command line as a user does, in a process of its own. */
export function qitops(
  cwd: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<CommandResult> {
  const clean = Object.entries(process.env).filter(([name]) => !/^(GITHUB|QITOPS|INIT_CWD|npm)_?/.test(name));
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd,
      env: { ...Object.fromEntries(clean), ...env },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.on('close', (code) => {
      let json: unknown;
      try {
        json = JSON.parse(stdout);
      } catch {
        json = undefined;
      }
      resolve({ code: code ?? -1, stdout, stderr, json });
    });
  });
}
