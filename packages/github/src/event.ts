import { readFileSync } from 'node:fs';
import { messageOf, type PullRequestInfo, UserError } from '@qitops/model';
import { checkEvent } from './event-shape.ts';
import { hasObject, integerAt, shaAt, textAt } from './payload.ts';

/** What started the run, as far as a command needs to know it. */
export interface EventInfo {
  /** `pull_request`, `merge_group`, `push`, `schedule`, `workflow_run`, `issue_comment`, `workflow_dispatch`, … */
  name: string;
  repository: { owner: string; name: string };
  /** `GITHUB_SHA`: on a pull request the merge of head into base, not the head. */
  sha: string;
  ref: string;
  workflow: string;
  job: string;
  runId: string;
  attempt: number;
  actor: string;
  /** What the change is measured against; null when the event does not say. */
  base: string | null;
  /** The change itself: the head of the pull request, merge group or push. */
  head: string | null;
  /** Known from the payload alone; for `workflow_run` and `issue_comment` the review host has to be asked. */
  pullRequest: PullRequestInfo | null;
  /** Number of the pull request that was commented on. */
  commentedPullRequest: number | null;
  /** For `issue_comment`: what was written or changed, and by whom. */
  comment: CommentEvent | null;
  /** For `workflow_run`: the run that ended. */
  upstream: UpstreamRun | null;
  defaultBranch: string | null;
  serverUrl: string;
  apiUrl: string;
}

/** A comment that was written or changed; its text is whoever's. */
export interface CommentEvent {
  id: number;
  body: string;
  createdAt: string;
  action: string;
  /** Whether a bot wrote the comment. */
  ofBot: boolean;
  /** Login of its author. */
  author: string;
  /** Who did this now; `person` is false for bots and apps. */
  sender: { login: string; person: boolean };
  /** Its text before it was changed; null = it is new, or its text was not changed. */
  before: string | null;
}

/** The run that a `workflow_run` event tells of. */
export interface UpstreamRun {
  runId: number;
  /** Name of its workflow. */
  workflow: string;
  headSha: string;
  headBranch: string;
  headRepositoryId: number;
  headOwner: string;
  event: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the event from the `GITHUB_*` variables and the payload file.
 * @throws UserError when this is no Actions run, the payload cannot be read, or it does not say what was measured
 *   against what: an event that is not understood is never judged.
 */
export function readEvent(env: Environment): EventInfo {
  const payload = readPayload(env.GITHUB_EVENT_PATH);
  const [owner, name, ...rest] = (env.GITHUB_REPOSITORY ?? '').split('/');
  if (!owner || !name || rest.length > 0) {
    throw new UserError({
      where: 'GITHUB_REPOSITORY',
      what: 'does not name a repository',
      remedy: 'run this inside GitHub Actions, or use the command line',
    });
  }
  const event = env.GITHUB_EVENT_NAME ?? '';
  checkEvent(env, payload);
  const pullRequest = pullRequestOf(payload);
  return {
    name: event,
    repository: { owner, name },
    sha: env.GITHUB_SHA ?? '',
    ref: env.GITHUB_REF ?? '',
    workflow: env.GITHUB_WORKFLOW ?? '',
    job: env.GITHUB_JOB ?? '',
    runId: env.GITHUB_RUN_ID ?? '0',
    attempt: Number(env.GITHUB_RUN_ATTEMPT ?? '1'),
    actor: env.GITHUB_ACTOR ?? '',
    ...rangeOf(event, payload, pullRequest, env.GITHUB_SHA ?? null),
    pullRequest,
    commentedPullRequest: hasObject(payload, 'issue', 'pull_request')
      ? integerAt(payload, 'issue', 'number')
      : null,
    comment: commentOf(payload),
    upstream: upstreamOf(payload),
    defaultBranch: textAt(payload, 'repository', 'default_branch'),
    serverUrl: env.GITHUB_SERVER_URL ?? 'https://github.com',
    apiUrl: env.GITHUB_API_URL ?? 'https://api.github.com',
  };
}

/**
 * The two revisions to compare. An event that changed nothing (a schedule, a dispatch, a new branch) is compared
 * with itself: its tests are judged and no line of it is new.
 */
export function revisionsOf(event: EventInfo): { base: string; head: string } {
  const head = event.head ?? event.sha;
  return { base: event.base ?? head, head };
}

/** Web page of this attempt of the run. */
export function runUrl(event: EventInfo): string {
  return `${repositoryUrl(event)}/actions/runs/${event.runId}/attempts/${event.attempt}`;
}

/** Web page of the repository. */
export function repositoryUrl(event: EventInfo): string {
  return `${event.serverUrl}/${event.repository.owner}/${event.repository.name}`;
}

const FROM_DEFAULT_BRANCH = new Set(['schedule', 'workflow_run', 'workflow_dispatch', 'push']);

/** Whether a run of this event may write history: its workflow file comes from the default branch. */
export function mayWriteHistory(event: EventInfo): boolean {
  if (!FROM_DEFAULT_BRANCH.has(event.name)) return false;
  return event.name === 'workflow_run' || event.ref === `refs/heads/${event.defaultBranch}`;
}

/** Whether the run's code may come from someone who cannot write to the repository. */
export function isForeign(event: EventInfo): boolean {
  return event.pullRequest?.fork === true || event.actor === 'dependabot[bot]';
}

function readPayload(path: string | undefined): unknown {
  if (!path) return {};
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UserError({
      where: path,
      what: `the event payload cannot be read (${messageOf(error)})`,
      remedy: 'run the job again',
    });
  }
}

function pullRequestOf(payload: unknown): PullRequestInfo | null {
  const number = integerAt(payload, 'pull_request', 'number');
  const headSha = shaAt(payload, 'pull_request', 'head', 'sha');
  const baseSha = shaAt(payload, 'pull_request', 'base', 'sha');
  if (number === null || headSha === null || baseSha === null) return null;
  const headRepository = integerAt(payload, 'pull_request', 'head', 'repo', 'id');
  return {
    number,
    headSha,
    baseSha,
    headRef: textAt(payload, 'pull_request', 'head', 'ref') ?? '',
    baseRef: textAt(payload, 'pull_request', 'base', 'ref') ?? '',
    // A deleted head repository is null: it was another one.
    fork:
      headRepository === null || headRepository !== integerAt(payload, 'pull_request', 'base', 'repo', 'id'),
  };
}

function rangeOf(
  event: string,
  payload: unknown,
  pullRequest: PullRequestInfo | null,
  sha: string | null,
): { base: string | null; head: string | null } {
  if (pullRequest) return { base: pullRequest.baseSha, head: pullRequest.headSha };
  switch (event) {
    case 'merge_group':
      return {
        base: shaAt(payload, 'merge_group', 'base_sha'),
        head: shaAt(payload, 'merge_group', 'head_sha'),
      };
    case 'push':
      return { base: shaAt(payload, 'before'), head: shaAt(payload, 'after') };
    case 'workflow_run':
      return { base: null, head: shaAt(payload, 'workflow_run', 'head_sha') };
    case 'issue_comment':
      // GITHUB_SHA is the default branch here, not what was commented on.
      return { base: null, head: null };
    default:
      return { base: null, head: sha };
  }
}

function commentOf(payload: unknown): CommentEvent | null {
  const id = integerAt(payload, 'comment', 'id');
  const author = textAt(payload, 'comment', 'user', 'login');
  const login = textAt(payload, 'sender', 'login');
  if (id === null || author === null || login === null) return null;
  return {
    id,
    body: textAt(payload, 'comment', 'body') ?? '',
    createdAt: textAt(payload, 'comment', 'created_at') ?? '',
    action: textAt(payload, 'action') ?? '',
    ofBot: textAt(payload, 'comment', 'user', 'type') === 'Bot',
    author,
    sender: { login, person: textAt(payload, 'sender', 'type') === 'User' },
    before: textAt(payload, 'changes', 'body', 'from'),
  };
}

function upstreamOf(payload: unknown): UpstreamRun | null {
  const runId = integerAt(payload, 'workflow_run', 'id');
  const headSha = shaAt(payload, 'workflow_run', 'head_sha');
  const headBranch = textAt(payload, 'workflow_run', 'head_branch');
  const headRepositoryId = integerAt(payload, 'workflow_run', 'head_repository', 'id');
  const headOwner = textAt(payload, 'workflow_run', 'head_repository', 'owner', 'login');
  if (runId === null || headSha === null || headBranch === null) return null;
  if (headRepositoryId === null || headOwner === null) return null;
  const event = textAt(payload, 'workflow_run', 'event') ?? '';
  const workflow = textAt(payload, 'workflow_run', 'name') ?? '';
  return { runId, workflow, headSha, headBranch, headRepositoryId, headOwner, event };
}
