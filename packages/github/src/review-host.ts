import type { PublishRefusal, ReviewHost } from '@qitops/model';
import { type CheckRequest, publishCheckRun } from './check-run.ts';
import { type Comment, CommentThread, type FoundComment } from './comments.ts';
import type { EventInfo } from './event.ts';
import { type Gateway, type GatewayOptions, openGateway } from './gateway.ts';
import { findPullRequest } from './pull-request.ts';
import { refusalOf } from './refusal.ts';
import { COMMENT_LIMIT, sectionsOf } from './sections.ts';

export type ReviewHostOptions = Omit<GatewayOptions, 'apiUrl'> & { event: EventInfo };

/** GitHub with what other places of review do not have. */
export interface GithubHost extends ReviewHost {
  /** Requests sent so far. */
  calls(): number;
  /** Writes the check run; returns its page, or why it was refused. */
  checkRun(request: CheckRequest): Promise<{ url: string } | PublishRefusal>;
}

/** GitHub as the place of review. It is not spoken to before the first question that the payload cannot answer. */
export function githubReviewHost(options: ReviewHostOptions): GithubHost {
  const { event, token } = options;
  let opened: Promise<Gateway> | undefined;
  let pull: ReturnType<ReviewHost['pullRequest']> | undefined;
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
    pullRequest: () => {
      pull ??= findPullRequest(event, gateway);
      return pull;
    },
    checkRun: async (request) => publishCheckRun(await gateway(), event, request),
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

type Render = (existing: string | null) => string | null;
type Upserted = { url: string; action: 'created' | 'updated' | 'unchanged' } | PublishRefusal;

async function upsert(thread: CommentThread, marker: string, render: Render): Promise<Upserted> {
  const existing = await thread.find(marker);
  if (existing) {
    const changed = await change(thread, existing, render);
    if (changed) {
      await tidy(thread, existing);
      return changed;
    }
  }
  const body = render(null);
  if (body === null) return { url: '', action: 'unchanged' };
  const refusal = tooLong(body);
  if (refusal) return refusal;
  const created = await thread.create(marker, body);
  // Another job, or a first try whose answer came too late, may have written one meanwhile: the older one stays.
  const first = await thread.find(marker);
  if (first && first.id !== created.id) {
    const merged = await change(thread, first, render);
    if (merged && 'url' in merged) {
      await thread.remove(created.id);
      return merged;
    }
  }
  return { url: created.url, action: 'created' };
}

/**
 * Takes away what was written once too often: by a request whose answer was given up before GitHub carried it out, or by
 * a run that was killed. A comment with a section that the kept one does not have stays.
 */
async function tidy(thread: CommentThread, { body, again }: FoundComment): Promise<void> {
  const kept = sectionsOf(body);
  for (const { id, body: other } of again) {
    const sections = [...sectionsOf(other)];
    if (sections.length > 0 && sections.every((one) => kept.has(one))) await thread.remove(id);
  }
}

/**
 * Gives an existing comment its new text; null when it is gone meanwhile. GitHub replaces the whole text and knows no
 * condition, so it is read once more just before: what somebody wrote since is kept.
 */
async function change(thread: CommentThread, existing: Comment, render: Render): Promise<Upserted | null> {
  const unchanged = { url: existing.url, action: 'unchanged' } as const;
  const first = render(existing.body);
  if (first === null || first === existing.body) return unchanged;
  const now = await thread.read(existing.id);
  if (now === null) return null;
  const body = render(now);
  if (body === null || now === body) return unchanged;
  const refusal = tooLong(body);
  if (refusal) return refusal;
  const updated = await thread.update(existing.id, body);
  return updated && { url: updated.url, action: 'updated' };
}

function tooLong(body: string): PublishRefusal | null {
  if (body.length <= COMMENT_LIMIT) return null;
  return {
    reason: `the comment has ${body.length} characters, GitHub takes ${COMMENT_LIMIT}`,
    remedy: 'see the job summary',
  };
}
