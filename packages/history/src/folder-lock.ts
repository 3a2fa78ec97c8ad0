import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { UserError } from '@qitops/model';

/** Name of the lock within the folder. */
export const LOCK = '.lock';

/** A lock that nobody renewed for so long has no holder, ms. */
const STALE_MS = 120_000;
const PATIENCE_MS = 30_000;

/** Does work that only one process may do in a folder at a time. The lock of a process that died is taken over. */
export async function withLock<T>(folder: string, shown: string, work: () => Promise<T>): Promise<T> {
  const path = join(folder, LOCK);
  const holder = JSON.stringify({ host: hostname(), pid: process.pid });
  for (const end = Date.now() + PATIENCE_MS; ; await wait(20 + Math.random() * 50)) {
    try {
      await writeFile(path, holder, { flag: 'wx' });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (await isStale(path)) await rm(path, { force: true });
    else if (Date.now() > end) {
      throw new UserError({
        what: 'another process is rewriting it',
        where: shown,
        remedy: `wait for it, or remove ${path} if there is none`,
      });
    }
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function isStale(path: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > STALE_MS) return true;
    const { host, pid } = JSON.parse(await readFile(path, 'utf8')) as { host: string; pid: number };
    return host === hostname() && !isRunning(pid);
  } catch {
    return false; // it is just being written, or just gone
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
