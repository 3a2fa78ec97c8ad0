import { spawn } from 'node:child_process';

type Platform = Pick<NodeJS.Process, 'platform' | 'kill'>;
type Start = (command: string, args: readonly string[]) => unknown;

/**
 * Ends a process and all that it started: by its group, or on Windows, which has no groups, by its tree. What has gone
 * already is left alone. The process must have been started as the head of its group.
 */
export function endGroup(
  pid: number | undefined,
  signal: NodeJS.Signals,
  { platform, kill }: Platform = process,
  start: Start = startQuietly,
): void {
  if (pid === undefined) return;
  if (platform === 'win32') {
    start('taskkill', ['/pid', String(pid), '/t', '/f']);
    return;
  }
  try {
    kill(-pid, signal);
  } catch {
    // already gone
  }
}

function startQuietly(command: string, args: readonly string[]): void {
  spawn(command, args, { stdio: 'ignore', windowsHide: true }).on('error', () => undefined);
}
