import type { ActionLog } from '@qitops/action-kit';
import type { CommandContext } from '@qitops/commands';
import {
  type EventInfo,
  hasArtifacts,
  mayWriteHistory,
  openPullRequests,
  pullParcels,
  refPullParcels,
  refusalText,
  tidyPullReports,
} from '@qitops/github';
import { messageOf, type OpenPullRequest, UserError } from '@qitops/model';

export interface PullRequestOptions {
  event: EventInfo;
  token: string;
  store: string;
  log: ActionLog;
}

/** The open pull requests by number; undefined when they are not known, which a line of the log says. */
export async function openOnes({
  event,
  token,
  log,
}: PullRequestOptions): Promise<ReadonlyMap<number, OpenPullRequest> | undefined> {
  if (!mayWriteHistory(event) || token === '') return undefined;
  const open = await openPullRequests({ event, token });
  if (!('reason' in open)) return open;
  log.info(refusalText(open, 'list of open pull requests, so what is kept of closed ones stays'));
  return undefined;
}

/**
 * Takes what the runs of open pull requests found into the history, where the event may write it. The report is written
 * in any case: what goes wrong is a line or a warning.
 */
export async function keepOpenOnes(
  context: CommandContext,
  open: ReadonlyMap<number, OpenPullRequest> | undefined,
  { event, token, store, log }: PullRequestOptions,
): Promise<void> {
  if (!open || open.size === 0 || !mayWriteHistory(event)) return;
  const { Git, keepPullRequests } = await import('@qitops/commands');
  const byRefs = !hasArtifacts(event.serverUrl);
  const git = new Git(context.cwd);
  try {
    const { kept, problems } = await keepPullRequests(context, {
      store,
      rules: event.sha,
      bring: async (isKnown) => {
        const wanted = { event, token, pulls: open.values(), isKnown };
        const delivered = byRefs ? await refPullParcels(git, wanted) : await pullParcels(wanted);
        if (!('reason' in delivered)) return delivered;
        log.info(refusalText(delivered, 'news of open pull requests'));
        return [];
      },
    });
    for (const problem of problems) log.warn(problem);
    const stay = byRefs ? await tidyPullReports(git) : null;
    if (stay !== null) log.info(stay);
    if (kept.length > 0) log.info(`Kept what was found out about pull request ${kept.join(', ')}.`);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    log.warn(`What was found out about pull requests is not kept: ${messageOf(error)}`);
  }
}
