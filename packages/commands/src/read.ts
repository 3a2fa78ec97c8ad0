import {
  addCounts,
  emptyCounts,
  type ReadDocument,
  type ReadFile,
  SCHEMA_VERSION,
  verdictOf,
} from '@qitops/model';
import { fileSource, readResultFile } from '@qitops/readers';
import { Checkout } from '@qitops/repository';
import { loadConfig } from './config.ts';
import type { CommandContext } from './context.ts';
import { discover, RESULT_GLOBS } from './discover.ts';
import { readResults } from './inputs.ts';

export interface ReadOptions {
  /** Globs or paths; empty = those of `qitops.yml`, else the defaults that find the common layouts. */
  globs: string[];
}

/** Counts what is in result files. With explicit globs every file counts, in memory that does not grow with them. */
export async function read(context: CommandContext, { globs }: ReadOptions): Promise<ReadDocument> {
  const wanted = globs.length > 0 ? globs : ((await loadConfig(context)).results ?? []);
  if (wanted.length === 0) {
    const checkout = await Checkout.open(context.cwd);
    const { files, passedOver, totals, verdict } = await readResults(context, [], { project: '', checkout });
    return { schemaVersion: SCHEMA_VERSION, files, passedOver, totals, verdict };
  }
  const found = await discover(context, wanted, RESULT_GLOBS);
  const totals = emptyCounts();
  const files: ReadFile[] = [];
  for (const { absolute, shown } of found.files) {
    const { framework: _, warnings, ...file } = await readResultFile(fileSource(absolute, shown));
    if (file.message) context.log.warn(file.message);
    for (const warning of warnings) context.log.warn(warning);
    addCounts(totals, file);
    files.push(file);
  }
  return { schemaVersion: SCHEMA_VERSION, files, passedOver: [], totals, verdict: verdictOf(files, totals) };
}
