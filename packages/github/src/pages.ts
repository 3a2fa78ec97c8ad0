import { messageOf } from '@qitops/model';
import { type EventInfo, mayWriteHistory } from './event.ts';
import { type Gateway, type GatewayOptions, openGateway } from './gateway.ts';
import { statusOf } from './refusal.ts';

/** Whether a site may be published on GitHub Pages. */
export interface PagesAnswer {
  publish: boolean;
  /** Why not, with what to set, or what could not be found out; null = nothing to say. */
  reason: string | null;
  /** Where the site stands; null = not known. */
  url: string | null;
}

export type PagesOptions = Omit<GatewayOptions, 'apiUrl'> & {
  event: EventInfo;
  /** Whether a team wants the site of a private repository where everyone can read it. */
  privateToo: boolean;
};

const OFF =
  'GitHub Pages is off in this repository. Fix: set Settings → Pages → Source to "GitHub Actions"; until then the report is the artifact of the run';
const BRANCH =
  'GitHub Pages publishes a branch here, and a deployment would replace that site. Fix: write the report into a folder of that site (input `out`), or set Settings → Pages → Source to "GitHub Actions"';
const PRIVATE =
  'the repository is private and its site would not be: anyone could read names, paths and sources. Fix: set `report: { private: publish }` in qitops.yml if that is wanted';
const UNKNOWN =
  'whether GitHub Pages is on is not known to the token. Fix: add "pages: read" to the job\'s permissions';

/**
 * Asks GitHub before a site is published: the site of a private repository is public on most plans, a deployment
 * replaces whatever stands there, and only the default branch may deploy.
 */
export async function askPages(options: PagesOptions): Promise<PagesAnswer> {
  const { event } = options;
  if (!mayWriteHistory(event)) return answer(false, 'only runs of the default branch publish the site', null);
  try {
    const gateway = await openGateway({ ...options, apiUrl: event.apiUrl });
    return await asked(gateway, options);
  } catch (error) {
    if (statusOf(error) === null) throw error;
    return answer(false, `GitHub did not say whether it may be published (${messageOf(error)})`, null);
  }
}

async function asked({ octokit }: Gateway, { event, privateToo }: PagesOptions): Promise<PagesAnswer> {
  const place = { owner: event.repository.owner, repo: event.repository.name };
  const { data: repository } = await octokit.request('GET /repos/{owner}/{repo}', place);
  const hidden = repository.private && !privateToo;
  try {
    const { data: pages } = await octokit.request('GET /repos/{owner}/{repo}/pages', place);
    const url = pages.html_url ?? null;
    if (hidden && pages.public) return answer(false, PRIVATE, url);
    return pages.build_type === 'workflow' ? answer(true, null, url) : answer(false, BRANCH, url);
  } catch (error) {
    const status = statusOf(error);
    if (status === 404) return answer(false, OFF, null);
    if (status !== 403) throw error;
    return hidden ? answer(false, PRIVATE, null) : answer(true, UNKNOWN, null);
  }
}

function answer(publish: boolean, reason: string | null, url: string | null): PagesAnswer {
  return { publish, reason, url };
}
