import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type DetectDocument, SCHEMA_VERSION, UserError } from '@qitops/model';
import { detectStack } from '@qitops/repository';
import type { CommandContext } from '../context.ts';
import { verifyUnits } from '../verify/verify-units.ts';

export interface DetectOptions {
  /** Folder to look at, relative to the caller's directory. */
  dir: string;
  /** Whether to run what was detected. */
  verify: boolean;
  /** Seconds that each command may take when it is run. */
  timeoutSeconds?: number | undefined;
}

/** Seconds that a command may take when nobody says otherwise. */
const TIMEOUT_SECONDS = 600;

/** What a repository is made of: units, commands, reporters, reports. */
export async function detect(
  context: CommandContext,
  { dir, verify, timeoutSeconds = TIMEOUT_SECONDS }: DetectOptions,
): Promise<DetectDocument> {
  const folder = resolve(context.cwd, dir);
  const found = await stat(folder).catch(() => null);
  if (!found?.isDirectory())
    throw new UserError({ what: 'is no folder', where: folder, remedy: 'check the path' });
  const { units, workflows } = await detectStack(folder);
  const judged = verify
    ? await verifyUnits(context, folder, units, { timeoutMs: timeoutSeconds * 1000 })
    : units;
  return { schemaVersion: SCHEMA_VERSION, units: judged, workflows };
}
