import { resolve } from 'node:path';
import { type CoverageDocument, SCHEMA_VERSION } from '@qitops/model';
import { Checkout } from '@qitops/repository';
import { loadConfig } from './config.ts';
import type { CommandContext } from './context.ts';
import { readCoverage } from './inputs.ts';

export interface CoverageOptions {
  globs: string[];
  /** Folder that report paths start from, relative to the caller's directory; null = the checkout. */
  root: string | null;
}

/** Counts what coverage files say, one by one and as their union. */
export async function coverage(context: CommandContext, options: CoverageOptions): Promise<CoverageDocument> {
  const folder = options.root ? resolve(context.cwd, options.root) : null;
  const checkout = await Checkout.open(folder ?? context.cwd);
  const globs = options.globs.length > 0 ? options.globs : ((await loadConfig(context)).coverage ?? []);
  const { files, passedOver, totals } = await readCoverage(context, globs, { checkout });
  return { schemaVersion: SCHEMA_VERSION, files, passedOver, totals };
}
