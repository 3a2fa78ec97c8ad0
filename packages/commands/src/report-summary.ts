import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SiteSummary } from '@qitops/model';
import type { CommandContext } from './context.ts';
import { openHistory } from './history/store.ts';

export interface KeepSummaryOptions {
  store: string;
  /** Folder of the written report. */
  folder: string;
  /** Where the report is published; null = nowhere that is known. */
  reportUrl: string | null;
}

/**
 * Keeps the figures of a report in the history, where an index of many repositories reads them: a private site cannot be
 * read from another origin, a ref can.
 */
export async function keepSummary(
  context: CommandContext,
  { store, folder, reportUrl }: KeepSummaryOptions,
): Promise<void> {
  const summary = SiteSummary.parse(JSON.parse(await readFile(join(folder, 'summary.json'), 'utf8')));
  const history = await openHistory(context, store);
  await history.keepSummary({ ...summary, reportUrl });
}
