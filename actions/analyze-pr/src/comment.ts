import type { ActionLog } from '@qitops/action-kit';
import { type EventInfo, publishSection, refusalText } from '@qitops/github';
import type { AnalyzeDocument, ReviewHost } from '@qitops/model';
import type { Markdown } from './results.ts';

interface CommentRequest {
  host: ReviewHost;
  event: EventInfo;
  analysis: AnalyzeDocument;
  markdown: Markdown;
  when: 'always' | 'changes' | 'never';
  log: ActionLog;
  /** The job, when several of the workflow have a section each. */
  job?: string | null;
}

/** Comments if it is wanted and may be; what may not be is a warning. Returns the comment's address. */
export async function postComment(request: CommentRequest): Promise<string | null> {
  const { host, event, analysis, markdown, when, log, job } = request;
  if (when === 'never' || (when === 'changes' && !asksForAction(analysis))) {
    log.info(`Not commenting: the input comment is ${when}.`);
    return null;
  }
  const published = await publishSection(host, {
    marker: '<!-- qitops -->',
    key: job ? `${event.workflow} ${job}` : event.workflow,
    render: markdown,
  });
  if (published === null) {
    log.info(`Not commenting: ${event.name} is about no pull request.`);
    return null;
  }
  if ('reason' in published) {
    log.warn(refusalText(published));
    return null;
  }
  log.info(`Comment ${published.action}: ${published.url}`);
  return published.url;
}

function asksForAction(analysis: AnalyzeDocument): boolean {
  const { newFailures, failingBaseUnknown, fixed, flaky } = analysis.tests;
  const missed =
    analysis.patchCoverage?.files.some((file) => file.missed.length + file.partial.length > 0) ?? false;
  const tests = newFailures.length + failingBaseUnknown.length + fixed.length + flaky.length;
  return analysis.verdict !== 'passed' || tests > 0 || missed;
}
