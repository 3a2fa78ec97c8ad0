import { UserError, type UserProblem } from '@qitops/model';
import { integerAt, textAt } from './payload.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const SHA = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

/** What the payload of an event has to have for the event to be understood; of others `GITHUB_SHA` is enough. */
const COMMITS: Record<string, readonly string[]> = {
  pull_request: ['pull_request.head.sha', 'pull_request.base.sha'],
  merge_group: ['merge_group.base_sha', 'merge_group.head_sha'],
  // all zeros where there was nothing before
  push: ['before', 'after'],
  workflow_run: ['workflow_run.head_sha'],
};
const NUMBERS: Record<string, readonly string[]> = {
  pull_request: ['pull_request.number'],
  workflow_run: ['workflow_run.id'],
  issue_comment: ['issue.number', 'comment.id'],
};

/**
 * Whether the surroundings and the payload say what an event has to say: without a base a change would be compared with
 * itself, and found fine.
 * @throws UserError with everything that is missing.
 */
export function checkEvent(env: Environment, payload: unknown): void {
  const name = env.GITHUB_EVENT_NAME ?? '';
  // `pull_request_target` and `pull_request_review` have the same payload
  const kind = name.startsWith('pull_request') ? 'pull_request' : name;
  const at = (path: string): string => textAt(payload, ...path.split('.')) ?? '';
  const missing = [
    ...(COMMITS[kind] ?? []).filter((path) => !SHA.test(at(path))),
    ...(NUMBERS[kind] ?? []).filter((path) => integerAt(payload, ...path.split('.')) === null),
  ];
  const problems: UserProblem[] = missing.map((path) => ({
    where: `the payload of ${name}`,
    what: `has no ${path}`,
    remedy: 'run the job again; if it stays so, report it with the payload that GITHUB_EVENT_PATH names',
  }));
  const variables: [string, boolean, string][] = [
    ['GITHUB_EVENT_NAME', name !== '', 'names no event'],
    ['GITHUB_SHA', SHA.test(env.GITHUB_SHA ?? ''), 'is no commit'],
    ['GITHUB_RUN_ID', isCount(env.GITHUB_RUN_ID), 'is no number'],
    ['GITHUB_RUN_ATTEMPT', isCount(env.GITHUB_RUN_ATTEMPT), 'is no number'],
    ['GITHUB_SERVER_URL', isAddress(env.GITHUB_SERVER_URL), 'is no address'],
    ['GITHUB_API_URL', isAddress(env.GITHUB_API_URL), 'is no address'],
  ];
  for (const [where, fine, what] of variables)
    if (!fine) problems.push({ where, what, remedy: 'leave the variables of the runner as they are' });
  if (problems.length > 0) throw new UserError(problems);
}

function isCount(text: string | undefined): boolean {
  return text === undefined || /^\d{1,15}$/.test(text);
}

function isAddress(text: string | undefined): boolean {
  return text === undefined || (URL.canParse(text) && /^https?:\/\//i.test(text));
}
