import type { Delivery, OpenPullRequest, PublishRefusal } from '@qitops/model';
import type { EventInfo } from '../event.ts';
import { type Gateway, type GatewayOptions, openGateway } from '../gateway.ts';
import { refusalOf } from '../refusal.ts';
import { namesOf, newestParcels } from './newest-parcels.ts';
import { openArchive } from './open-archive.ts';
import { receiveAll, tooLarge } from './receive-all.ts';
import { meantName } from './upload.ts';

/** What the runs of one pull request left at its present head. */
export interface PullParcels extends Delivery {
  pull: OpenPullRequest;
  /** `<run>/<name>` of each, sorted: what was delivered, without its content. */
  from: string[];
}

export interface PullParcelsOptions extends Omit<GatewayOptions, 'apiUrl'> {
  event: Pick<EventInfo, 'apiUrl' | 'repository'>;
  pulls: Iterable<OpenPullRequest>;
  /** Whether these parcels are known already, so that they are not asked for. */
  isKnown: (pull: OpenPullRequest, from: readonly string[]) => Promise<boolean>;
}

/** Newest artifacts of the repository that are looked through: pages and how many a page has. */
const PAGES = 3;
const PAGE = 100;
/** Most bytes of a parcel. */
export const PARCEL_BYTES = 32 * 2 ** 20;
/** Pull requests that one run reads; the others have their turn with the next. */
export const PULLS = 50;
const FILE = 'qitops.json';

interface Found {
  id: number;
  name: string;
  runId: number;
  size: number;
}

/**
 * Brings what the runs of open pull requests left for the history. An artifact belongs to a pull request when its run
 * is of the same commit, branch and repository as the host says the pull request's head is; nothing in it is opened.
 * @returns why, when the artifacts cannot be listed.
 */
export async function pullParcels({
  event,
  pulls,
  isKnown,
  ...options
}: PullParcelsOptions): Promise<PullParcels[] | PublishRefusal> {
  const open = new Map<string, OpenPullRequest | null>();
  for (const pull of pulls) {
    const place = placeOf(pull.headSha, pull.headRepositoryId, pull.headRef);
    open.set(place, open.has(place) ? null : pull); // of one branch into two, a run could be either's
  }
  if (open.size === 0) return [];
  const gateway = await openGateway({ ...options, apiUrl: event.apiUrl });
  let found: Map<OpenPullRequest, Found[]>;
  try {
    found = await listed(gateway, event.repository, open);
  } catch (error) {
    return refusalOf(error, 'list the artifacts of other runs', 'actions: read');
  }
  const delivered: PullParcels[] = [];
  for (const [pull, artifacts] of found) {
    const chosen = newestParcels(artifacts);
    const from = namesOf(chosen);
    if (delivered.length >= PULLS || chosen.length === 0 || (await isKnown(pull, from))) continue;
    const delivery = await receiveAll(chosen, (one) => download(gateway, event.repository, one));
    delivered.push({ ...delivery, pull, from });
  }
  return delivered;
}

function placeOf(sha: string | undefined, repository: unknown, branch: string | null | undefined): string {
  return JSON.stringify([sha, Number(repository), branch]);
}

async function listed(
  { octokit }: Gateway,
  { owner, name: repo }: EventInfo['repository'],
  open: ReadonlyMap<string, OpenPullRequest | null>,
): Promise<Map<OpenPullRequest, Found[]>> {
  const found = new Map<OpenPullRequest, Found[]>();
  for (let page = 1; page <= PAGES; page += 1) {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/actions/artifacts', {
      owner,
      repo,
      per_page: PAGE,
      page,
    });
    for (const { id, name: given, expired, size_in_bytes: size, workflow_run: run } of data.artifacts) {
      const name = meantName(given);
      const pull = open.get(placeOf(run?.head_sha, run?.head_repository_id, run?.head_branch));
      if (!pull || !run?.id || expired || !name.startsWith('qitops-')) continue;
      found.set(pull, [...(found.get(pull) ?? []), { id, name, runId: run.id, size }]);
    }
    if (data.artifacts.length < PAGE) break;
  }
  return found;
}

async function download(
  { octokit }: Gateway,
  { owner, name: repo }: EventInfo['repository'],
  { id, size }: Found,
): Promise<Uint8Array> {
  if (size > PARCEL_BYTES) throw new Error(tooLarge(PARCEL_BYTES));
  const archive = await octokit.request(
    'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}',
    { owner, repo, artifact_id: id, archive_format: 'zip' },
  );
  return openArchive(Buffer.from(archive.data as ArrayBuffer), FILE, PARCEL_BYTES);
}
