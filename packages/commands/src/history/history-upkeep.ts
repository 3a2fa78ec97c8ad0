import { type HistoryDocument, UserError } from '@qitops/model';
import type { CommandContext } from '../context.ts';
import { document } from './history.ts';
import { openHistory } from './store.ts';

export interface HistoryCompactOptions {
  store: string;
  /** Pull requests that are open: what is kept of others goes. Absent = not known, and all stays. */
  openPullRequests?: ReadonlySet<number> | undefined;
}

/** Folds old months, drops what retention says, and drops the past of a store that has become too large. */
export async function historyCompact(
  context: CommandContext,
  { store, openPullRequests }: HistoryCompactOptions,
): Promise<HistoryDocument> {
  const history = await openHistory(context, store);
  const { skipped, ...compacted } = await history.compact(openPullRequests ? { openPullRequests } : {});
  return { ...(await document(history, { stored: 0, skipped, waiting: null })), compacted };
}

export interface HistoryForgetOptions {
  store: string;
  /** Id or name of a test. */
  test?: string | undefined;
  author?: string | undefined;
  /** ISO 8601 date or time. */
  before?: string | undefined;
}

/** Takes a test, an author or old runs out of the history and its past. */
export async function historyForget(
  context: CommandContext,
  { store, before, ...what }: HistoryForgetOptions,
): Promise<HistoryDocument> {
  if (what.test === undefined && what.author === undefined && before === undefined) {
    throw new UserError({
      what: 'forget was not told what',
      remedy: 'give --test <id or name>, --author <name> or --before <date>',
    });
  }
  const time = before === undefined ? undefined : Date.parse(before);
  if (Number.isNaN(time)) {
    throw new UserError({ what: `"${before}" is no date`, where: '--before', remedy: 'write 2026-11-01' });
  }
  const history = await openHistory(context, store);
  const { skipped, ...forgotten } = await history.forget({ ...what, before: time });
  for (const { key } of skipped) context.log.warn(`${key} cannot be read and may still hold it`);
  context.log.info(
    'The store no longer leads to it; a host and its clones may keep unreachable objects for some time.',
  );
  return { ...(await document(history, { stored: 0, skipped: [], waiting: null })), forgotten };
}
