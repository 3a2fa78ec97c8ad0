import { spawn } from 'node:child_process';

export interface Ended {
  code: number;
  /** stdout and stderr as they came. */
  output: string;
}

const TIME_LIMIT_MS = 120_000;

/** Runs a program to its end with exactly these variables; after two minutes it is killed and counts as failed. */
export function runProgram(
  command: string,
  args: readonly string[],
  options: { cwd: string; env: Record<string, string> },
): Promise<Ended> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const timer = setTimeout(() => child.kill('SIGKILL'), TIME_LIMIT_MS);
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (code) => {
      clearTimeout(timer);
      done({ code: code ?? 1, output: Buffer.concat(chunks).toString('utf8') });
    });
  });
}
