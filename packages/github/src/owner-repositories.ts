import type { ListedRepository, PublishRefusal } from '@qitops/model';
import { type GatewayOptions, openGateway } from './gateway.ts';
import { refusalOf, statusOf } from './refusal.ts';

const PAGE = 100;
/** Pages that are read: 5,000 repositories in 50 requests. */
const PAGES = 50;

/**
 * The repositories of an organisation or a person, as far as the token sees them, by name; or why they are not all
 * known. Of a person GitHub lists the public ones alone.
 */
export async function ownerRepositories({
  owner,
  ...options
}: GatewayOptions & { owner: string }): Promise<readonly ListedRepository[] | PublishRefusal> {
  const found: ListedRepository[] = [];
  try {
    const { octokit } = await openGateway(options);
    const page = { per_page: PAGE, sort: 'full_name' } as const;
    const ofOrganisation = (number: number) =>
      octokit.request('GET /orgs/{org}/repos', { org: owner, type: 'all', ...page, page: number });
    const ofPerson = (number: number) =>
      octokit.request('GET /users/{username}/repos', {
        username: owner,
        type: 'owner',
        ...page,
        page: number,
      });
    let list: typeof ofOrganisation | typeof ofPerson = ofOrganisation;
    for (let number = 1; number <= PAGES; number += 1) {
      const { data } = await list(number).catch((error: unknown) => {
        if (statusOf(error) !== 404 || number > 1) throw error;
        list = ofPerson;
        return list(number);
      });
      for (const { name, archived, fork, ...told } of data) {
        const hidden = told.visibility === 'internal' ? 'internal' : 'private';
        const visibility = told.private ? hidden : 'public';
        found.push({ name, visibility, archived: archived === true, fork });
      }
      if (data.length < PAGE) return found;
    }
  } catch (error) {
    if (statusOf(error) !== 404)
      return refusalOf(error, `list the repositories of ${owner}`, 'metadata: read');
    return {
      reason: `GitHub knows no organisation and no person ${owner}`,
      remedy: 'check the name, or name repositories as owner/name',
    };
  }
  return {
    reason: `${owner} has more than ${PAGES * PAGE} repositories`,
    remedy: 'name the repositories one by one as owner/name',
  };
}
