import type { ActionLog } from '@qitops/action-kit';
import { type EventInfo, githubIssues, mayWriteHistory, refusalText } from '@qitops/github';
import type { FlakyDocument } from '@qitops/model';
import { flakyIssues } from '@qitops/render';

/** Label of the issues; it is made by GitHub when it is first used. */
const LABEL = 'flaky-test';
/** Issues that one run writes. */
const WRITES = 5;

/** Keeps an issue a flaky test or cluster; only where the history may be written, for a pull request proves nothing. */
export async function keepFlakyIssues(
  document: FlakyDocument,
  { event, token, log }: { event: EventInfo; token: string; log: ActionLog },
): Promise<void> {
  if (!mayWriteHistory(event)) {
    log.info('No issues: they are kept by runs of the default branch.');
    return;
  }
  const kept = await githubIssues({ event, token }).keepIssues(LABEL, flakyIssues(document), WRITES);
  if ('reason' in kept) {
    log.warn(refusalText(kept));
    return;
  }
  for (const { url, action } of kept.done) if (action !== 'unchanged') log.info(`Issue ${action}: ${url}`);
  if (kept.left > 0) log.info(`${kept.left} more issues are for later runs: one run writes ${WRITES}.`);
}
