import type { PublishRefusal, ReviewHost } from '@qitops/model';
import { refusalOf } from './refusal.ts';
import { type SectionRequest, withSection } from './sections.ts';

/** What became of a section: where it stands, or why it does not. */
export type Published = { url: string; action: 'created' | 'updated' | 'unchanged' } | PublishRefusal;

/**
 * Puts a section into the one comment of the pull request that the event is about.
 * @returns null when the event is about no pull request.
 */
export async function publishSection(host: ReviewHost, request: SectionRequest): Promise<Published | null> {
  let pull: Awaited<ReturnType<ReviewHost['pullRequest']>>;
  try {
    pull = await host.pullRequest();
  } catch (error) {
    return refusalOf(error, 'read the pull request', 'pull-requests: read');
  }
  if (pull === null) return null;
  return host.upsertComment(pull.number, request.marker, (existing) => withSection(existing, request));
}

/** A refusal as one line for a warning. */
export function refusalText(refusal: PublishRefusal, what = 'comment'): string {
  return `No ${what}: ${refusal.reason}. Fix: ${refusal.remedy}`;
}
