import type { PublishRefusal, PullRequestFacts } from '@qitops/model';
import type { EventInfo } from '../event.ts';
import { type Gateway, openGateway } from '../gateway.ts';
import { infoOf } from '../pull-request.ts';
import { refusalOf } from '../refusal.ts';

/** What GitHub knows of a pull request. */
export async function readFacts(
  octokit: Gateway['octokit'],
  place: { owner: string; repo: string; pull_number: number },
): Promise<PullRequestFacts> {
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', place);
  const { repo } = data.head;
  return {
    ...infoOf(data),
    title: data.title,
    body: data.body ?? '',
    open: data.state === 'open',
    headRepository: repo ? { owner: repo.owner.login, name: repo.name } : null,
    maintainersMayPush: data.maintainer_can_modify === true,
  };
}

/** Title and description of the event's pull request, as GitHub has them now; empty where there is none. */
export async function pullRequestText({
  event,
  token,
}: {
  event: EventInfo;
  token: string;
}): Promise<{ text: string } | PublishRefusal> {
  const number = event.pullRequest?.number ?? event.commentedPullRequest;
  if (number === null || number === undefined) return { text: '' };
  const { owner, name: repo } = event.repository;
  try {
    const { octokit } = await openGateway({ apiUrl: event.apiUrl, token });
    const { title, body } = await readFacts(octokit, { owner, repo, pull_number: number });
    return { text: [title, body].filter((each) => each !== '').join('\n\n') };
  } catch (error) {
    return refusalOf(error, 'read the pull request', 'pull-requests: read');
  }
}
