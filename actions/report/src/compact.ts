import type { ActionLog } from '@qitops/action-kit';
import type { CommandContext } from '@qitops/commands';
import { type EventInfo, mayWriteHistory } from '@qitops/github';
import { type HistoryDocument, messageOf, type OpenPullRequest } from '@qitops/model';

/**
 * Keeps the history small where the event may write it. The report stands by now: what goes wrong here, a right that is
 * missing above all, is told as a warning.
 */
export async function compactHistory(
  context: CommandContext,
  {
    store,
    event,
    open,
    log,
  }: {
    store: string;
    event: EventInfo;
    /** Pull requests that are open; undefined = not known. */
    open: ReadonlyMap<number, OpenPullRequest> | undefined;
    log: ActionLog;
  },
): Promise<void> {
  if (!mayWriteHistory(event)) return;
  const { historyCompact } = await import('@qitops/commands');
  try {
    const known = open && new Set(open.keys());
    log.info(told(await historyCompact(context, { store, openPullRequests: known })));
  } catch (error) {
    log.warn(`The history was not compacted: ${messageOf(error)}`);
  }
}

/** What was done, in a line. */
function told({ runs, compacted }: HistoryDocument): string {
  const { folded, dropped, rewritten, bytes } = compacted!;
  const done = [
    ...(folded > 0 ? [`${folded} runs folded into their months`] : []),
    ...(dropped > 0 ? [`${dropped} old runs dropped`] : []),
    ...(rewritten ? ['the past dropped'] : []),
  ];
  const size = `${sizeText(bytes.before)} before, ${sizeText(bytes.after)} after`;
  return `History of ${runs} runs: ${done.length === 0 ? 'nothing to fold or drop' : done.join(', ')} (${size}).`;
}

function sizeText(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
