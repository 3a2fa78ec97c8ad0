import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type CommandContext, serveFolder } from '@qitops/commands';
import { UserError } from '@qitops/model';
import type { Outcome } from './outcome.ts';

/** Serves a report until the process is interrupted. */
export async function serve(context: CommandContext, dir: string, port: number): Promise<Outcome> {
  const folder = resolve(context.cwd, dir);
  const index = await stat(join(folder, 'index.html')).catch(() => null);
  if (!index)
    throw new UserError({
      what: 'holds no report',
      where: folder,
      remedy: 'write one with `qitops report --out DIR`',
    });
  const server = await serveFolder(folder, port);
  process.stderr.write(`Report: ${server.url}\n`);
  await new Promise<void>((stop) => {
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
  await server.close();
  return { document: { url: server.url }, text: 'stopped', exit: 0 };
}
