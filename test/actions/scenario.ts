import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Account, actionsBot, person } from '../github/accounts.ts';
import { type LocalGitHub, startLocalGitHub } from '../github/server.ts';
import { LocalRepository } from '../github/state.ts';
import { type JobResult, runWorkflow, type WorkflowResult } from '../runner/run-workflow.ts';
import type { RunEvent } from '../runner/surroundings.ts';

/** Files by path; null deletes. */
export type Files = Record<string, string | null>;

export interface ScenarioOptions {
  /** The commits of main, oldest first. */
  main: Files[];
  /** What the pull request changes. */
  topic: Files;
  title?: string;
  /** What a second pull request changes, which is with the first in a merge group. */
  second?: Files;
  /** True when the pull request comes from another repository. */
  fork?: boolean;
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
  readonly head: string;
  readonly merge: string;
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
      author,
      state: 'open',
      head: {
        ref: 'topic',
        sha: shas.head,
        repositoryId: options.fork ? 2 : 1,
        owner: options.fork ? 'mallory' : OWNER,
      },
      base: { ref: 'main', sha: shas.base },
    });
    const github = await startLocalGitHub([repository]);
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
      runId = 1001,
      server,
      ...more
    }: RunOptions = {},
  ): Promise<WorkflowResult> {
    const token = `ghs_${'t'.repeat(36)}`;
    this.github.tokens.set(token, actionsBot(permissions));
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
    const github = { url: this.github.url, token, services };
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
  runId?: number;
  /** Web address of a GitHub Enterprise Server. */
  server?: string;
  attempt?: number;
  previous?: WorkflowResult;
  cancelled?: readonly string[];
}

interface Shas {
  base: string;
  head: string;
  merge: string;
  group: string;
}

/** The commits of main, a topic branch, and GitHub's test merge of the two, in a bare repository. */
function makeRepository(folder: string, { main, topic, second }: ScenarioOptions): Shas {
  const work = join(folder, 'work');
  mkdirSync(work);
  let clock = Date.parse('2026-01-01T00:00:00Z') / 1000;
  const git = (...args: string[]): string => {
    clock += 60;
    const date = `${clock} +0000`;
    const env = { ...process.env, ...IDENTITY, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
    return execFileSync('git', args, {
      cwd: work,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  };
  const commit = (files: Files, message: string): void => {
    for (const [path, text] of Object.entries(files)) {
      const file = join(work, path);
      mkdirSync(dirname(file), { recursive: true });
      if (text === null) rmSync(file);
      else writeFileSync(file, text);
    }
    git('add', '-A');
    git('commit', '-q', '-m', message);
  };
  git('init', '-q', '-b', 'main');
  for (const [index, files] of main.entries()) commit(files, `Step ${index + 1}`);
  const base = git('rev-parse', 'HEAD');
  git('checkout', '-q', '-b', 'topic');
  commit(topic, 'Change');
  const head = git('rev-parse', 'HEAD');
  git('checkout', '-q', '--detach', base);
  git('merge', '-q', '--no-ff', '-m', 'Merge', head);
  const merge = git('rev-parse', 'HEAD');
  let group = merge;
  if (second) {
    git('checkout', '-q', '-b', 'second', base);
    commit(second, 'Second change');
    const other = git('rev-parse', 'HEAD');
    git('checkout', '-q', '--detach', merge);
    git('merge', '-q', '--no-ff', '-m', 'Merge the second', other);
    group = git('rev-parse', 'HEAD');
  }
  git('update-ref', 'refs/heads/gh-readonly-queue/main/pr-7', group);
  git('update-ref', 'refs/pull/7/merge', merge);
  git('update-ref', 'refs/pull/7/head', head);
  const bare = join(folder, 'origin.git');
  git('clone', '-q', '--mirror', work, bare);
  git('--git-dir', bare, 'symbolic-ref', 'HEAD', 'refs/heads/main');
  git('--git-dir', bare, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
  return { base, head, merge, group };
}

const IDENTITY = {
  GIT_AUTHOR_NAME: 'Dana',
  GIT_AUTHOR_EMAIL: 'dana@example.com',
  GIT_COMMITTER_NAME: 'Dana',
  GIT_COMMITTER_EMAIL: 'dana@example.com',
  GIT_CONFIG_GLOBAL: devNull,
};
