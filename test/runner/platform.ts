import { describe } from 'vitest';

/** The local runner needs bash and POSIX paths; on Windows what it runs is skipped and shown as skipped. */
export function describeWithRunner(name: string, body: () => void): void {
  describe.skipIf(process.platform === 'win32')(name, body);
}
