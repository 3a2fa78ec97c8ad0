import type { History, PullRequestDocuments } from '@qitops/history';
import { messageOf, type OpenPullRequest } from '@qitops/model';
import type { PullRequestAnalysis } from '@qitops/report';
import type { CommandContext } from '../context.ts';

/**
 * What the history keeps of pull requests, of each the newest, for its page.
 * @param open those that are open; undefined = not known, and all are shown.
 */
export async function keptAnalyses(
  context: CommandContext,
  history: History,
  open: ReadonlyMap<number, OpenPullRequest> | undefined,
): Promise<PullRequestAnalysis[]> {
  const newest = new Map<number, { head: string; documents: PullRequestDocuments }>();
  for (const { number, head } of await history.pullRequests()) {
    if (open && !open.has(number)) continue;
    try {
      const documents = await history.pullRequest(number, head);
      const before = newest.get(number)?.documents.about?.keptAt ?? '';
      if (documents && (documents.about?.keptAt ?? '') >= before) newest.set(number, { head, documents });
    } catch (error) {
      context.log.warn(`what is kept of pull request ${number} is left out: ${messageOf(error)}`);
    }
  }
  return [...newest].map(([pr, { head, documents }]) => {
    const { analysis, suggestions, about } = documents;
    const now = open?.get(pr);
    return {
      pr,
      title: now?.title ?? about?.title,
      document: analysis,
      suggestions,
      keptAt: about?.keptAt ?? '',
      outside: about?.trust === 'fork',
      headNow: now && now.headSha !== head ? now.headSha : undefined,
    };
  });
}

/** This job's own analysis in the place of what is kept of the same pull request. */
export function withKept(
  own: readonly PullRequestAnalysis[],
  kept: readonly PullRequestAnalysis[],
): PullRequestAnalysis[] {
  const numbers = new Set(own.map(({ pr }) => pr));
  return [...own, ...kept.filter(({ pr }) => !numbers.has(pr))];
}
