import type { ActionLog } from '@qitops/action-kit';
import { type EventInfo, hasSection, publishSection, refusalText } from '@qitops/github';
import type { ReviewHost } from '@qitops/model';

/** Comments in a section of its own, unless analyze-pr has one: it shows the suggestions itself. */
export async function postSuggestions(
  host: ReviewHost,
  event: EventInfo,
  markdown: string,
  log: ActionLog,
): Promise<void> {
  const marker = '<!-- qitops -->';
  const key = `${event.workflow}/suggest-tests`;
  const shown = new Set<string>();
  const watching: ReviewHost = {
    pullRequest: () => host.pullRequest(),
    upsertComment: (pr, mark, render) =>
      host.upsertComment(pr, mark, (existing) => {
        if (existing === null || !hasSection(existing, event.workflow)) return render(existing);
        shown.add(event.workflow);
        return existing;
      }),
  };
  const published = await publishSection(watching, {
    marker,
    key,
    render: (budget) => markdown.slice(0, budget),
  });
  if (published === null) log.info(`Not commenting: ${event.name} is about no pull request.`);
  else if ('reason' in published) log.warn(refusalText(published));
  else if (shown.size > 0) log.info('Not commenting: analyze-pr shows the suggestions.');
  else log.info(`Comment ${published.action}: ${published.url}`);
}
