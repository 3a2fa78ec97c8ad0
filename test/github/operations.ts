import type { Account } from './accounts.ts';
import { ARTIFACT_HANDLERS } from './artifact-operations.ts';
import { CHECK_HANDLERS } from './check-operations.ts';
import { fill } from './fill.ts';
import { branchSha, GIT_HANDLERS } from './git-operations.ts';
import { ISSUE_HANDLERS } from './issue-operations.ts';
import type { ResultsService } from './results-service.ts';
import type { LocalComment, LocalPull, LocalRepository } from './state.ts';

/** A request once it is understood and allowed. */
export interface Call {
  account: Account;
  repository: LocalRepository;
  /** All that there are. */
  repositories: readonly LocalRepository[];
  values: Record<string, string>;
  query: URLSearchParams;
  body: Record<string, unknown>;
  /** Artifacts and caches. */
  results: ResultsService;
  /** Where the API is: `http://127.0.0.1:1234`. */
  base: string;
}

export interface Answer {
  status: number;
  body?: unknown;
  /** More headers than every answer has. */
  headers?: Record<string, number | string>;
  /** For lists: all items; the server cuts them into pages. */
  list?: unknown[];
  /** For lists in an object: the field that holds the page, beside `total_count`. */
  listIn?: string;
}

export const NOT_FOUND: Answer = { status: 404, body: { message: 'Not Found', status: '404' } };
const COMMENT_LIMIT = 65_536;

/** What each operation does. */
export const HANDLERS: Record<string, (call: Call) => Answer> = {
  'repos/get': (call) => ({ status: 200, body: repositoryAnswer(call, 'full-repository') }),
  'repos/list-for-org': (call) => ownedBy(call, call.values.org!, false),
  'repos/list-for-user': (call) => ownedBy(call, call.values.username!, true),
  'repos/get-pages': ({ repository, base }) => {
    if (!repository.pages) return NOT_FOUND;
    const html_url = `https://${repository.owner}.github.io/${repository.name}/`;
    return { status: 200, body: fill('page', base, { ...repository.pages, html_url }) };
  },
  'users/get-authenticated': ({ account, base }) => ({
    status: 200,
    body: fill('public-user', base, identity(account)),
  }),
  'pulls/get': (call) => {
    const pull = call.repository.pulls.get(Number(call.values.pull_number));
    return pull ? { status: 200, body: pullAnswer(call, pull, 'pull-request') } : NOT_FOUND;
  },
  'pulls/list': (call) => {
    const state = call.query.get('state') ?? 'open';
    const head = call.query.get('head');
    const list = [...call.repository.pulls.values()]
      .filter((pull) => state === 'all' || pull.state === state)
      .filter((pull) => head === null || head === `${pull.head.owner}:${pull.head.ref}`);
    return { status: 200, list: list.map((pull) => pullAnswer(call, pull, 'pull-request-simple')) };
  },
  'repos/get-collaborator-permission-level': ({ repository, values, base }) => {
    const role = repository.roles.get(values.username!);
    if (!role) return NOT_FOUND;
    const permission = role === 'none' ? 'none' : role;
    return {
      status: 200,
      body: fill('repository-collaborator-permission', base, { permission, role_name: role }),
    };
  },
  'pulls/create': (call) => {
    const { title, head, base, body } = call.body as Record<string, string>;
    const sha = branchSha(call, head!);
    const known = [...call.repository.pulls.values()];
    const there = known.some((pull) => pull.state === 'open' && pull.head.ref === head);
    if (sha === null || there) return refused(`No commits, or a pull request already exists for ${head}.`);
    const pull = call.repository.addPull({
      number: 100 + known.length,
      title: title!,
      body: body ?? '',
      author: call.account,
      state: 'open',
      head: { ref: head!, sha, repositoryId: call.repository.id, owner: call.repository.owner },
      base: { ref: base!, sha: branchSha(call, base!) ?? '' },
    });
    return { status: 201, body: pullAnswer(call, pull, 'pull-request') };
  },
  'pulls/update': (call) => {
    const pull = call.repository.pulls.get(Number(call.values.pull_number));
    if (!pull) return NOT_FOUND;
    const { title, body } = call.body as { title?: string; body?: string };
    Object.assign(pull, { ...(title && { title }), ...(body && { body }) });
    return { status: 200, body: pullAnswer(call, pull, 'pull-request') };
  },
  'issues/list-comments': (call) => {
    const issue = Number(call.values.issue_number);
    if (!call.repository.pulls.has(issue)) return NOT_FOUND;
    const list = call.repository.comments.filter((comment) => comment.issue === issue);
    return { status: 200, list: list.map((comment) => commentAnswer(call, comment)) };
  },
  'issues/get-comment': (call) =>
    withComment(call, (comment) => ({ status: 200, body: commentAnswer(call, comment) })),
  'issues/create-comment': (call) => {
    const issue = Number(call.values.issue_number);
    if (!call.repository.pulls.has(issue)) return NOT_FOUND;
    const text = String(call.body.body);
    const refused = refusedText(text);
    if (refused) return refused;
    return { status: 201, body: commentAnswer(call, call.repository.addComment(issue, call.account, text)) };
  },
  'issues/update-comment': (call) =>
    withComment(call, (comment) => {
      const text = String(call.body.body);
      const refused = refusedText(text);
      if (refused) return refused;
      call.repository.editComment(comment, text);
      return { status: 200, body: commentAnswer(call, comment) };
    }),
  'issues/delete-comment': (call) =>
    withComment(call, (comment) => {
      call.repository.comments.splice(call.repository.comments.indexOf(comment), 1);
      return { status: 204 };
    }),
  ...ARTIFACT_HANDLERS,
  ...CHECK_HANDLERS,
  ...GIT_HANDLERS,
  ...ISSUE_HANDLERS,
};

/** The repositories of an owner that the account may see; of a person the public ones. */
function ownedBy({ account, repositories, base }: Call, owner: string, isPerson: boolean): Answer {
  const all = repositories.filter((one) => one.owner === owner && one.ofPerson === isPerson);
  if (all.length === 0) return NOT_FOUND;
  const seesPrivate = !isPerson && account.permissions.contents !== undefined;
  const list = all
    .filter((one) => one.isPublic || seesPrivate)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((one) =>
      fill('minimal-repository', base, {
        id: one.id,
        name: one.name,
        full_name: one.fullName,
        owner: fill('simple-user', base, { login: owner }),
        private: !one.isPublic,
        visibility: one.isPublic ? 'public' : 'private',
        archived: one.isArchived,
        fork: one.isFork,
      }),
    );
  return { status: 200, list };
}

function withComment(call: Call, then: (comment: LocalComment) => Answer): Answer {
  const comment = call.repository.comments.find(({ id }) => id === Number(call.values.comment_id));
  return comment ? then(comment) : NOT_FOUND;
}

function refused(message: string): Answer {
  return { status: 422, body: { message, documentation_url: 'https://docs.github.com/rest' } };
}

function refusedText(text: string): Answer | null {
  const length = [...text].length;
  if (length > 0 && length <= COMMENT_LIMIT) return null;
  const message =
    length === 0 ? "Body can't be blank" : `Body is too long (maximum is ${COMMENT_LIMIT} characters)`;
  const errors = [{ resource: 'IssueComment', code: 'unprocessable', field: 'data', message }];
  return {
    status: 422,
    body: { message: 'Validation Failed', documentation_url: 'https://docs.github.com/rest', errors },
  };
}

function identity(account: Account) {
  return { login: account.login, id: account.id, type: account.type };
}

function userAnswer(base: string, account: Account): Record<string, unknown> {
  return fill('simple-user', base, identity(account));
}

function commentAnswer({ repository, base }: Call, comment: LocalComment): Record<string, unknown> {
  const api = `${base}/repos/${repository.fullName}`;
  return fill('issue-comment', base, {
    id: comment.id,
    url: `${api}/issues/comments/${comment.id}`,
    issue_url: `${api}/issues/${comment.issue}`,
    html_url: `https://github.com/${repository.fullName}/pull/${comment.issue}#issuecomment-${comment.id}`,
    body: comment.body,
    user: userAnswer(base, comment.author),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
  });
}

function repositoryAnswer({ repository, base }: Call, schema: string): Record<string, unknown> {
  const { id, name, fullName } = repository;
  const owner = fill('simple-user', base, { login: repository.owner });
  return fill(schema, base, {
    id,
    name,
    full_name: fullName,
    default_branch: 'main',
    owner,
    private: !repository.isPublic,
  });
}

function pullAnswer(call: Call, pull: LocalPull, schema: string): Record<string, unknown> {
  const { repository, base } = call;
  const own = repositoryAnswer(call, 'repository');
  const head = pull.head.repositoryId;
  const other = { ...own, id: head, owner: userAnswer(base, { ...pull.author, login: pull.head.owner }) };
  const user = userAnswer(base, pull.author);
  const side = (ref: string, sha: string, repo: unknown) => ({ label: ref, ref, sha, repo, user });
  const whole = schema === 'pull-request' ? { maintainer_can_modify: pull.maintainersMayPush ?? false } : {};
  return fill(schema, base, {
    ...whole,
    number: pull.number,
    title: pull.title,
    state: pull.state,
    body: pull.body ?? null,
    user,
    html_url: `https://github.com/${repository.fullName}/pull/${pull.number}`,
    head: side(pull.head.ref, pull.head.sha, head === null ? null : other),
    base: side(pull.base.ref, pull.base.sha, own),
  });
}
