import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type DetectDocument, NotAvailableYet, SCHEMA_VERSION, UserError } from '@qitops/model';
import { detectStack } from '@qitops/repository';
import type { CommandContext } from './context.ts';

export interface DetectOptions {
  /** Folder to look at, relative to the caller's directory. */
  dir: string;
  /** Whether to run what was detected. */
  verify: boolean;
}

/** What a repository is made of: units, commands, reporters, reports. */
export async function detect(
  context: CommandContext,
  { dir, verify }: DetectOptions,
): Promise<DetectDocument> {
  if (verify) throw new NotAvailableYet('detect --verify');
  const folder = resolve(context.cwd, dir);
  const found = await stat(folder).catch(() => null);
  if (!found?.isDirectory())
    throw new UserError({ what: 'is no folder', where: folder, remedy: 'check the path' });
  return { schemaVersion: SCHEMA_VERSION, ...(await detectStack(folder)) };
}
