import type { PullRequestInfo } from '@qitops/model';
import type { EventInfo, UpstreamRun } from './event.ts';
import type { Gateway } from './gateway.ts';

/**
 * The pull request that an event is about; null when there is none or more than one could be meant. Nothing that
 * a pull request's own job uploaded is believed: for `workflow_run` the host is asked and must agree with the run.
 */
export async function findPullRequest(
  event: EventInfo,
  gateway: () => Promise<Gateway>,
): Promise<PullRequestInfo | null> {
  if (event.pullRequest) return event.pullRequest;
  if (event.commentedPullRequest !== null)
    return byNumber(event, event.commentedPullRequest, await gateway());
  if (event.upstream) return byRun(event, event.upstream, await gateway());
  return null;
}

async function byNumber(event: EventInfo, number: number, gateway: Gateway): Promise<PullRequestInfo | null> {
  const { owner, name } = event.repository;
  const { data } = await gateway.octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
    owner,
    repo: name,
    pull_number: number,
  });
  return infoOf(data);
}

async function byRun(event: EventInfo, run: UpstreamRun, gateway: Gateway): Promise<PullRequestInfo | null> {
  const { owner, name } = event.repository;
  const { data } = await gateway.octokit.request('GET /repos/{owner}/{repo}/pulls', {
    owner,
    repo: name,
    state: 'open',
    head: `${run.headOwner}:${run.headBranch}`,
    per_page: 100,
  });
  const same = data.filter(
    (pull) => Number(pull.head.repo?.id) === run.headRepositoryId && pull.head.sha === run.headSha,
  );
  return same.length === 1 ? infoOf(same[0]!) : null;
}

interface PullAnswer {
  number: number;
  head: { sha: string; ref: string; repo: { id: number | bigint } | null };
  base: { sha: string; ref: string; repo: { id: number | bigint } };
}

/** What every command needs of an answer about a pull request. */
export function infoOf(pull: PullAnswer): PullRequestInfo {
  return {
    number: pull.number,
    headSha: pull.head.sha,
    baseSha: pull.base.sha,
    headRef: pull.head.ref,
    baseRef: pull.base.ref,
    fork: pull.head.repo?.id !== pull.base.repo.id,
  };
}
