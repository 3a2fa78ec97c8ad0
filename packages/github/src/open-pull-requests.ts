import type { PublishRefusal } from '@qitops/model';
import type { EventInfo } from './event.ts';
import { type GatewayOptions, openGateway } from './gateway.ts';
import { refusalOf } from './refusal.ts';

/** Pages that are read; nearly every repository has one. */
const PAGES = 5;
const PAGE = 100;

/** Numbers of the open pull requests, or why they are not all known. */
export async function openPullRequests({
  event,
  ...options
}: Omit<GatewayOptions, 'apiUrl'> & { event: EventInfo }): Promise<ReadonlySet<number> | PublishRefusal> {
  const { owner, name } = event.repository;
  const numbers = new Set<number>();
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
      for (const { number } of data) numbers.add(number);
      if (data.length < PAGE) return numbers;
    }
  } catch (error) {
    return refusalOf(error, 'list the open pull requests', 'pull-requests: read');
  }
  return {
    reason: `there are more than ${PAGES * PAGE} open pull requests`,
    remedy: 'close those that are done',
  };
}
