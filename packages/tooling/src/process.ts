import { spawn } from 'node:child_process';

/**
 * Runs a program and waits for it; its output is shown only when it fails.
 * @throws Error with the program's output when it ends with anything but 0.
 */
export function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string> = {},
): Promise<void> {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (code) => {
      if (code === 0) done();
      else
        failed(
          new Error(
            `${[command, ...args].join(' ')} ended with ${code}\n${Buffer.concat(output).toString('utf8')}`,
          ),
        );
    });
  });
}
