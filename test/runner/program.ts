import { spawn } from 'node:child_process';

export interface Ended {
  code: number;
  killed: boolean;
  /** stdout and stderr as they came. */
  output: string;
}

const TIME_LIMIT_MS = 120_000;

interface ProgramOptions {
  cwd: string;
  env: Record<string, string>;
  /** When it is killed, ms after its start; absent = after two minutes. */
  killAfterMs?: number | undefined;
}

/** Runs a program to its end with exactly these variables; one that is killed counts as failed. */
export function runProgram(
  command: string,
  args: readonly string[],
  { killAfterMs = TIME_LIMIT_MS, ...options }: ProgramOptions,
): Promise<Ended> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const timer = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      done({ code: code ?? 1, killed: signal === 'SIGKILL', output: Buffer.concat(chunks).toString('utf8') });
    });
  });
}
