import {
  type ProposalHost,
  type PullRequestFacts,
  ShownOffers,
  shownParcel,
  type ThreadComment,
} from '@qitops/model';
import { digestOf, readTicks } from '@qitops/proposal';
import type { Asked } from './accept.ts';

/** What is said when the head moved on. */
export const STALE =
  'Nothing was done: the head of this pull request moved on, and what is shown is about an older commit. Wait for the new run, then ask again.';

const MOST_BYTES = 2 * 2 ** 20;
/** Attempts of a run that may have left offers. */
const ATTEMPTS = 5;

/**
 * The offers that the person saw, as they were left for the head of today. Anybody's artifact may have the name: its
 * content has to be what our comment shows. A string = why there are none.
 */
export async function findShown(
  host: ProposalHost,
  pull: PullRequestFacts,
  { comment, before }: Asked,
  comments: readonly ThreadComment[],
): Promise<ShownOffers | string> {
  const ours = comments
    .filter(({ bot, id }) => bot && (before === null || id === comment.id))
    .map((each) => ({ ...each, digest: readTicks(each.body).digest }))
    .findLast(({ digest }) => digest !== null);
  if (!ours) return 'Nothing was done: no suggestion is shown here.';
  if (before === null && ours.updatedAt > comment.createdAt)
    return 'Nothing was done: the suggestions were written anew after this command, so that their numbers may mean others. Look again, then ask again.';
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const parcels = await host.parcels(shownParcel(pull.headSha, attempt), MOST_BYTES);
    if ('reason' in parcels) return `Nothing was done: ${parcels.reason}. Fix: ${parcels.remedy}`;
    for (const { bytes } of parcels) {
      const shown = read(bytes);
      const meant = shown?.head === pull.headSha && shown.pull === pull.number;
      if (meant && digestOf(shown.offers) === ours.digest) return shown;
    }
    if (attempt > 1 && parcels.length === 0) break;
  }
  return STALE;
}

function read(bytes: Uint8Array): ShownOffers | null {
  try {
    return ShownOffers.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data ?? null;
  } catch {
    return null; // not what we left
  }
}
