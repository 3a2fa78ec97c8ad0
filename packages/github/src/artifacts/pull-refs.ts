import {
  type GitRunner,
  type OpenPullRequest,
  type Parcel,
  type PublishRefusal,
  UserError,
} from '@qitops/model';
import type { EventInfo } from '../event.ts';
import { type Gateway, openGateway } from '../gateway.ts';
import { refusalOf, statusOf } from '../refusal.ts';
import { namesOf, newestParcels } from './newest-parcels.ts';
import {
  fetchParcels,
  forgetParcels,
  listParcels,
  type ParcelRef,
  readParcel,
  sendParcel,
  tidyParcels,
} from './parcel-refs.ts';
import { PARCEL_BYTES, PULLS, type PullParcels, type PullParcelsOptions } from './pull-parcels.ts';
import { receiveAll } from './receive-all.ts';

// Where there are no artifacts, what the run of a pull request found travels as a ref of its own,
// `refs/qitops/pulls/<number>/<head>/<run>/<yyyymmdd>/<name>`, which only a run with `contents: write` can push: one of
// a fork or of Dependabot leaves nothing.

const ROOT = 'refs/qitops/pulls/';
const PLACE = /^([1-9]\d{0,9}\/[0-9a-f]{40,64})\/([1-9]\d{0,15})$/;
/** Runs of one head that are asked for: the newest. */
const RUNS = 10;
const KEPT_DAYS = 7;

interface Found {
  name: string;
  runId: number;
  parcel: ParcelRef;
}

/** Leaves a report about the head of a pull request. @throws UserError when the push is refused. */
export async function leavePullReport(
  git: GitRunner,
  { pullRequest, runId }: Pick<EventInfo, 'pullRequest' | 'runId'>,
  parcel: Parcel,
  now = new Date(),
): Promise<void> {
  const under = `${ROOT}${pullRequest!.number}/${pullRequest!.headSha}/${runId}/`;
  await sendParcel(git, under, now, parcel, {
    what: 'what it found about the pull request',
    denied:
      'add "contents: write" to the permissions of this job: on GitHub Enterprise Server it travels by a ref',
  });
}

/**
 * Like {@link pullParcels}, by refs. A ref says of itself which pull request and run it is of; the run must be one that
 * the host knows to be of the head, branch and repository of that pull request. Whoever may push refs may push branches.
 */
export async function refPullParcels(
  git: GitRunner,
  { event, pulls, isKnown, ...options }: PullParcelsOptions,
): Promise<PullParcels[] | PublishRefusal> {
  let left: Map<OpenPullRequest, Found[]>;
  try {
    left = await leftFor(git, pulls);
  } catch (error) {
    const [problem] = error instanceof UserError ? error.problems : [];
    if (!problem) throw error;
    return { reason: problem.what, remedy: problem.remedy ?? 'run the job again' };
  }
  const delivered: PullParcels[] = [];
  let gateway: Gateway | undefined;
  for (const [pull, all] of left) {
    if (delivered.length >= PULLS) break;
    if (await isKnown(pull, namesOf(newestParcels(all)))) continue;
    gateway ??= await openGateway({ ...options, apiUrl: event.apiUrl });
    let own: ReadonlySet<number>;
    try {
      own = await runsOf(gateway, event.repository, pull, all);
    } catch (error) {
      return refusalOf(error, 'read the runs of pull requests', 'actions: read');
    }
    const chosen = newestParcels(all.filter(({ runId }) => own.has(runId)));
    const from = namesOf(chosen);
    if (chosen.length === 0 || (await isKnown(pull, from))) continue;
    delivered.push({ ...(await bring(git, chosen)), pull, from });
  }
  return delivered;
}

/** Takes away what was left long ago and is in the history by now. Returns why that was not possible, or null. */
export function tidyPullReports(git: GitRunner, now = new Date()): Promise<string | null> {
  return tidyParcels(git, ROOT, { now, keptDays: KEPT_DAYS, what: 'reports' });
}

/** What was left for open pull requests of this repository. */
async function leftFor(
  git: GitRunner,
  pulls: Iterable<OpenPullRequest>,
): Promise<Map<OpenPullRequest, Found[]>> {
  const open = new Map<string, OpenPullRequest>();
  // the run of one from outside cannot push: what is there in its name is of somebody else
  for (const pull of pulls) if (!pull.outside) open.set(`${pull.number}/${pull.headSha}`, pull);
  const found = new Map<OpenPullRequest, Found[]>();
  if (open.size === 0) return found;
  const seen = new Set<string>();
  for (const parcel of await listParcels(git, ROOT)) {
    const [, place = '', run] = PLACE.exec(parcel.place) ?? [];
    const pull = open.get(place);
    const name = `${parcel.place}/${parcel.name}`;
    if (!pull || seen.has(name)) continue; // left twice on two days: the first stands
    seen.add(name);
    found.set(pull, [...(found.get(pull) ?? []), { name: parcel.name, runId: Number(run), parcel }]);
  }
  return found;
}

/** Of the runs that are named, those that the host knows to be of the pull request's head. */
async function runsOf(
  { octokit }: Gateway,
  { owner, name: repo }: EventInfo['repository'],
  pull: OpenPullRequest,
  left: readonly Found[],
): Promise<Set<number>> {
  const own = new Set<number>();
  const named = [...new Set(left.map(({ runId }) => runId))].sort((a, b) => b - a);
  for (const run_id of named.slice(0, RUNS)) {
    try {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}', {
        owner,
        repo,
        run_id,
      });
      const isOwn =
        data.head_sha === pull.headSha &&
        data.head_branch === pull.headRef &&
        Number(data.head_repository?.id) === pull.headRepositoryId;
      if (isOwn) own.add(run_id);
    } catch (error) {
      if (statusOf(error) !== 404) throw error; // there is no such run
    }
  }
  return own;
}

async function bring(git: GitRunner, chosen: readonly Found[]): ReturnType<typeof receiveAll> {
  const refs = chosen.map(({ parcel }) => parcel);
  try {
    await fetchParcels(git, refs);
    return await receiveAll(chosen, ({ parcel }) => readParcel(git, parcel, PARCEL_BYTES));
  } finally {
    await forgetParcels(git, refs);
  }
}
