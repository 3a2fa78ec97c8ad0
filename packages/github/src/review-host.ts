import type { PublishRefusal, ReviewHost } from '@qitops/model';
import { CommentThread } from './comments.ts';
import type { EventInfo } from './event.ts';
import { type Gateway, type GatewayOptions, openGateway } from './gateway.ts';
import { findPullRequest } from './pull-request.ts';
import { refusalOf } from './refusal.ts';
import { COMMENT_LIMIT } from './sections.ts';

export type ReviewHostOptions = Omit<GatewayOptions, 'apiUrl'> & { event: EventInfo };

/** GitHub as the place of review. It is not spoken to before the first question that the payload cannot answer. */
export function githubReviewHost(options: ReviewHostOptions): ReviewHost & { calls(): number } {
  const { event, token } = options;
  let opened: Promise<Gateway> | undefined;
  let used: () => number = () => 0;
  const gateway = (): Promise<Gateway> => {
    opened ??= openGateway({ ...options, apiUrl: event.apiUrl }).then((made) => {
      used = made.calls;
      return made;
    });
    return opened;
  };
  return {
    calls: () => used(),
    pullRequest: () => findPullRequest(event, gateway),
    upsertComment: async (pr, marker, render) => {
      const place = { owner: event.repository.owner, repo: event.repository.name, issue: pr };
      const thread = new CommentThread(await gateway(), place, token);
      try {
        return await upsert(thread, marker, render);
      } catch (error) {
        return refusalOf(error, 'comment on the pull request', 'pull-requests: write');
      }
    },
  };
}

async function upsert(
  thread: CommentThread,
  marker: string,
  render: (existing: string | null) => string,
): Promise<{ url: string; action: 'created' | 'updated' | 'unchanged' } | PublishRefusal> {
  const existing = await thread.find(marker);
  const body = render(existing?.body ?? null);
  if (body.length > COMMENT_LIMIT) {
    return {
      reason: `the comment has ${body.length} characters, GitHub takes ${COMMENT_LIMIT}`,
      remedy: 'see the job summary',
    };
  }
  if (existing?.body === body) return { url: existing.url, action: 'unchanged' };
  const updated = existing ? await thread.update(existing.id, body) : null;
  if (updated) return { url: updated.url, action: 'updated' };
  return { url: (await thread.create(marker, body)).url, action: 'created' };
}
