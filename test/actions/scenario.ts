import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Account, actionsBot, person } from '../github/accounts.ts';
import { type LocalGitHub, startLocalGitHub } from '../github/server.ts';
import { type LocalComment, LocalRepository } from '../github/state.ts';
import { type JobResult, runWorkflow, type WorkflowResult } from '../runner/run-workflow.ts';
import type { Kill, RunEvent } from '../runner/surroundings.ts';
import { makeRepository, pushTo, type Shas } from './scenario-git.ts';

/** Files by path; null deletes. */
export type Files = Record<string, string | null>;

export interface ScenarioOptions {
  /** A clone whose tracked files are in the first commit of main as well, byte for byte. */
  from?: string;
  /** The commits of main, oldest first. */
  main: Files[];
  /** What the pull request changes. */
  topic: Files;
  title?: string;
  /** What a second pull request changes, which is with the first in a merge group. */
  second?: Files;
  /** True when the pull request comes from another repository. */
  fork?: boolean;
  /** Description of the pull request. */
  body?: string;
  /** True when people of the repository may push to the fork. */
  maintainersMayPush?: boolean;
  /** True when nobody reads the repository without a permission. */
  hidden?: boolean;
}

const NUMBER = 7;
const OWNER = 'acme';
const NAME = 'shop';

/** A repository with one open pull request, and GitHub around it. */
export class Scenario {
  readonly github: LocalGitHub;
  readonly repository: LocalRepository;
  readonly folder: string;
  readonly base: string;
  head: string;
  merge: string;
  /** Head of a merge group of both pull requests; of the first alone when there is no second. */
  readonly group: string;
  readonly #options: ScenarioOptions;

  private constructor(
    place: { github: LocalGitHub; repository: LocalRepository; folder: string },
    shas: Shas,
    options: ScenarioOptions,
  ) {
    this.github = place.github;
    this.repository = place.repository;
    this.folder = place.folder;
    this.base = shas.base;
    this.head = shas.head;
    this.merge = shas.merge;
    this.group = shas.group;
    this.#options = options;
  }

  static async open(options: ScenarioOptions): Promise<Scenario> {
    const folder = mkdtempSync(join(tmpdir(), 'qitops-scenario-'));
    const shas = makeRepository(folder, options);
    const repository = new LocalRepository({
      owner: OWNER,
      name: NAME,
      bare: join(folder, 'origin.git'),
      isPublic: !options.hidden,
    });
    const author = person('mallory', 66);
    repository.addPull({
      number: NUMBER,
      title: options.title ?? 'Change',
      body: options.body ?? '',
      author,
      state: 'open',
      maintainersMayPush: options.maintainersMayPush ?? false,
      head: {
        ref: 'topic',
        sha: shas.head,
        repositoryId: options.fork ? 2 : 1,
        owner: options.fork ? 'mallory' : OWNER,
      },
      base: { ref: 'main', sha: shas.base },
    });
    repository.roles.set('dana', 'write').set('mallory', options.fork ? 'read' : 'write');
    const bare = join(folder, 'origin.git');
    const fork = new LocalRepository({ owner: 'mallory', name: NAME, id: 2, bare });
    const github = await startLocalGitHub(options.fork ? [repository, fork] : [repository]);
    return new Scenario({ github, repository, folder }, shas, options);
  }

  /** Where git pushes and fetches. */
  get bare(): string {
    return join(this.folder, 'origin.git');
  }

  /** Names of the refs that begin so. */
  refs(prefix: string): string[] {
    const listed = execFileSync(
      'git',
      ['--git-dir', this.bare, 'for-each-ref', '--format=%(refname)', prefix],
      {
        encoding: 'utf8',
      },
    );
    return listed.split('\n').filter(Boolean);
  }

  /** Makes git refuse every push with these words, as it does where the token may not write. */
  refusePushes(words: string): void {
    const hook = join(this.bare, 'hooks/pre-receive');
    mkdirSync(dirname(hook), { recursive: true });
    writeFileSync(hook, `#!/bin/sh\necho '${words}' >&2\nexit 1\n`, { mode: 0o755 });
  }

  /** The comments of the pull request. */
  get comments(): string[] {
    return this.repository.comments.map(({ body }) => body);
  }

  /** Runs a workflow for an event with a token of these permissions. Returns its job `test`. */
  async run(workflow: string, options: RunOptions = {}): Promise<JobResult> {
    return (await this.runAll(workflow, options)).jobs.test!;
  }

  /** Like {@link run}, with all jobs. */
  async runAll(
    workflow: string,
    {
      event = this.pullRequest(),
      permissions = { 'pull-requests': 'write', contents: 'read' },
      asWritten = false,
      runId = 1001,
      server,
      ...more
    }: RunOptions = {},
  ): Promise<WorkflowResult> {
    const token = `ghs_${'t'.repeat(36)}`;
    if (event.name === 'pull_request') {
      const { sha, ref, repositoryId } = this.repository.pulls.get(NUMBER)!.head;
      this.repository.heads.set(runId, { sha, branch: ref, repositoryId });
    }
    if (!asWritten) this.github.tokens.set(token, actionsBot(permissions));
    const repository = { owner: OWNER, name: NAME, bare: this.bare };
    const services = (job: string): Record<string, string> => ({
      ...this.github.results.variables({
        repositoryId: this.repository.id,
        runId,
        job,
        ref: event.ref,
        readableRefs: ['refs/heads/main'],
      }),
      ...(server === undefined ? {} : { GITHUB_SERVER_URL: server }),
    });
    const readOnly = this.#options.fork === true && event.name === 'pull_request';
    const tokenOf = (job: string, written: unknown): string => {
      const own = `ghs_${job}${'t'.repeat(36 - job.length)}`;
      const given = Object.entries((written ?? {}) as Record<string, 'read' | 'write'>);
      const capped = given.map(([scope, level]) => [scope, readOnly ? 'read' : level]);
      this.github.tokens.set(own, actionsBot(Object.fromEntries(capped)));
      return own;
    };
    const github = { url: this.github.url, token, services, ...(asWritten ? { tokenOf } : {}) };
    return runWorkflow({ workflow, event, repository, github, runId, ...more });
  }

  pullRequest(): RunEvent {
    const repo = { id: 1, default_branch: 'main', full_name: `${OWNER}/${NAME}` };
    return {
      name: 'pull_request',
      ref: `refs/pull/${NUMBER}/merge`,
      sha: this.merge,
      headRef: 'topic',
      baseRef: 'main',
      payload: {
        action: 'synchronize',
        number: NUMBER,
        repository: repo,
        pull_request: {
          number: NUMBER,
          title: this.#options.title ?? 'Change',
          head: { ref: 'topic', sha: this.head, repo: { ...repo, id: this.#options.fork ? 2 : 1 } },
          base: { ref: 'main', sha: this.base, repo },
        },
      },
    };
  }

  /** A comment that a person writes, which is there then. */
  written(body: string, login = 'dana'): RunEvent {
    const author = person(login, 5);
    const { id, createdAt } = this.repository.addComment(NUMBER, author, body);
    return this.#commented('created', { id, body, createdAt, author }, author);
  }

  /** What a person does to the text of a comment, which is done then. */
  edited(id: number, change: (body: string) => string, login = 'dana'): RunEvent {
    const comment = this.repository.comments.find((each) => each.id === id)!;
    const before = comment.body;
    this.repository.editComment(comment, change(before));
    return this.#commented('edited', comment, person(login, 5), { body: { from: before } });
  }

  #commented(
    action: string,
    { id, body, createdAt, author }: Pick<LocalComment, 'id' | 'body' | 'createdAt' | 'author'>,
    { login, type }: Account,
    changes?: object,
  ): RunEvent {
    const user = { login: author.login, type: author.type };
    return {
      name: 'issue_comment',
      ref: 'refs/heads/main',
      sha: this.base,
      actor: login,
      payload: {
        action,
        repository: { id: 1, default_branch: 'main', full_name: `${OWNER}/${NAME}` },
        issue: { number: NUMBER, state: 'open', pull_request: {} },
        comment: { id, body, created_at: createdAt, user },
        sender: { login, type },
        ...(changes ? { changes } : {}),
      },
    };
  }

  /** Pushes a commit to the branch of the pull request, on whatever is there. */
  pushToTopic(files: Files): void {
    const { head, merge } = pushTo(this.folder, files);
    this.head = head;
    this.merge = merge;
    this.repository.pulls.get(NUMBER)!.head.sha = head;
  }

  /** The text of a file of a revision in the repository; null when there is none. */
  textAt(revision: string, path: string): string | null {
    const args = ['--git-dir', this.bare, 'show', `${revision}:${path}`];
    const { status, stdout } = spawnSync('git', args, { encoding: 'utf8' });
    return status === 0 ? stdout : null;
  }

  mergeGroup(): RunEvent {
    const group = {
      base_sha: this.base,
      head_sha: this.group,
      base_ref: 'refs/heads/main',
      head_ref: 'refs/heads/gh-readonly-queue/main/pr-7',
    };
    return {
      name: 'merge_group',
      ref: group.head_ref,
      sha: this.group,
      payload: { action: 'checks_requested', merge_group: group, repository: { default_branch: 'main' } },
    };
  }

  /** The end of a run of the pull request, as a workflow of the default branch sees it. */
  workflowRun(over: Record<string, unknown> = {}): RunEvent {
    const fork = this.#options.fork ?? false;
    return {
      name: 'workflow_run',
      ref: 'refs/heads/main',
      sha: this.base,
      payload: {
        action: 'completed',
        repository: { id: 1, default_branch: 'main' },
        workflow_run: {
          id: 1001,
          name: 'ci',
          event: 'pull_request',
          head_sha: this.head,
          head_branch: 'topic',
          head_repository: { id: fork ? 2 : 1, owner: { login: fork ? 'mallory' : OWNER } },
          pull_requests: [],
          ...over,
        },
      },
    };
  }

  push(): RunEvent {
    return {
      name: 'push',
      ref: 'refs/heads/main',
      sha: this.base,
      payload: {
        ref: 'refs/heads/main',
        before: '0'.repeat(40),
        after: this.base,
        repository: { default_branch: 'main' },
      },
    };
  }

  async close(): Promise<void> {
    await this.github.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

interface RunOptions {
  event?: RunEvent;
  permissions?: Account['permissions'];
  /** Give each job a token of the permissions that the workflow writes for it. */
  asWritten?: boolean;
  secrets?: Record<string, string>;
  runId?: number;
  /** Web address of a GitHub Enterprise Server. */
  server?: string;
  attempt?: number;
  previous?: WorkflowResult;
  cancelled?: readonly string[];
  /** Folders put before the PATH of every step. */
  path?: string[];
  /** Variables that the machine gives to every step. */
  variables?: Record<string, string>;
  /** Milliseconds that a script may take. */
  scriptLimitMs?: number;
  kill?: Kill;
}
