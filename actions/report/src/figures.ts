import type { ActionLog } from '@qitops/action-kit';
import type { CommandContext } from '@qitops/commands';
import { type EventInfo, mayWriteHistory } from '@qitops/github';
import { messageOf } from '@qitops/model';

/**
 * Keeps the report's figures in the history, where an index of many repositories reads them; in runs of the default
 * branch, and where other repositories can read the history at all. The report stands by now, so what goes wrong is told.
 */
export async function keepFigures(
  context: CommandContext,
  { event, store, folder, log }: { event: EventInfo; store: string; folder: string; log: ActionLog },
  reportUrl: string | null,
): Promise<void> {
  if (!mayWriteHistory(event) || !/^(?:ref|branch):/.test(store)) return;
  const { keepSummary } = await import('@qitops/commands');
  try {
    await keepSummary(context, { store, folder, reportUrl });
  } catch (error) {
    log.info(`The figures are in no index of repositories: ${messageOf(error)}`);
  }
}
