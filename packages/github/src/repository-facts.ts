import type { PublishRefusal, RefHost, Visibility } from '@qitops/model';
import { type GatewayOptions, openGateway } from './gateway.ts';
import { githubGitData } from './git-data.ts';
import { refusalOf, statusOf } from './refusal.ts';

/** A repository as GitHub tells it. */
export interface RepositoryFacts {
  visibility: Visibility;
  /** Its web page. */
  url: string;
  refs: RefHost;
}

/** Who can see a repository, and its refs; or why that is not known. */
export async function repositoryFacts({
  repository,
  ...options
}: GatewayOptions & { repository: { owner: string; name: string } }): Promise<
  RepositoryFacts | PublishRefusal
> {
  const { owner, name } = repository;
  try {
    const { octokit } = await openGateway(options);
    const { data } = await octokit.request('GET /repos/{owner}/{repo}', { owner, repo: name });
    const told = data.visibility;
    const visibility = !data.private ? 'public' : told === 'internal' ? 'internal' : 'private';
    return { visibility, url: data.html_url, refs: githubGitData({ ...options, repository }) };
  } catch (error) {
    const refusal = refusalOf(error, 'read the repository', 'contents: read');
    if (statusOf(error) !== 404) return refusal;
    return {
      reason: 'there is no such repository, or the token may not see it',
      remedy: 'use the token of an app that is installed there with `contents: read`, or leave it out',
    };
  }
}
