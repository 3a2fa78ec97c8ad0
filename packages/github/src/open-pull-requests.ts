import type { OpenPullRequest, PublishRefusal } from '@qitops/model';
import type { EventInfo } from './event.ts';
import { type GatewayOptions, openGateway } from './gateway.ts';
import { infoOf } from './pull-request.ts';
import { refusalOf } from './refusal.ts';

/** Pages that are read; nearly every repository has one. */
const PAGES = 5;
const PAGE = 100;
const DEPENDABOT = 'dependabot[bot]';

/** The open pull requests by number, or why they are not all known. */
export async function openPullRequests({
  event,
  ...options
}: Omit<GatewayOptions, 'apiUrl'> & { event: EventInfo }): Promise<
  ReadonlyMap<number, OpenPullRequest> | PublishRefusal
> {
  const { owner, name } = event.repository;
  const open = new Map<number, OpenPullRequest>();
  try {
    const { octokit } = await openGateway({ ...options, apiUrl: event.apiUrl });
    for (let page = 1; page <= PAGES; page += 1) {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls', {
        owner,
        repo: name,
        state: 'open',
        per_page: PAGE,
        page,
      });
      for (const pull of data) {
        const info = infoOf(pull);
        open.set(pull.number, {
          ...info,
          title: pull.title,
          headRepositoryId: pull.head.repo ? Number(pull.head.repo.id) : null,
          outside: info.fork || pull.user?.login === DEPENDABOT,
        });
      }
      if (data.length < PAGE) return open;
    }
  } catch (error) {
    return refusalOf(error, 'list the open pull requests', 'pull-requests: read');
  }
  return {
    reason: `there are more than ${PAGES * PAGE} open pull requests`,
    remedy: 'close those that are done',
  };
}
