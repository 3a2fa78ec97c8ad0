import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventInfo } from '@qitops/github';
import { type Account, actionsBot, type Level, type Scope } from './accounts.ts';
import { type LocalGitHub, startLocalGitHub } from './server.ts';
import { LocalRepository } from './state.ts';

const IDENTITY = {
  GIT_AUTHOR_NAME: 'dana',
  GIT_AUTHOR_EMAIL: 'dana@example.com',
  GIT_COMMITTER_NAME: 'dana',
  GIT_COMMITTER_EMAIL: 'dana@example.com',
  GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
  GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
};

/** A repository of one commit. */
export function makeOrigin(folder: string): { folder: string; main: string } {
  execFileSync('git', ['init', '-q', '--bare', '--template=', '-b', 'main', folder]);
  const env = { ...process.env, ...IDENTITY };
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: folder, encoding: 'utf8', env, input: '' }).trim();
  const main = git('commit-tree', git('mktree'), '-m', 'Begin');
  git('update-ref', 'refs/heads/main', main);
  return { folder, main };
}

/** A repository with a commit and a pull request, GitHub around it, and a folder. */
export class FaultWorld {
  readonly github: LocalGitHub;
  readonly repository: LocalRepository;
  readonly folder: string;
  /** The one commit of main. */
  readonly main: string;
  readonly #token = 'ghs_row';

  private constructor(
    place: { github: LocalGitHub; repository: LocalRepository; folder: string },
    main: string,
  ) {
    this.github = place.github;
    this.repository = place.repository;
    this.folder = place.folder;
    this.main = main;
  }

  /** @param origin a repository that is copied, of {@link makeOrigin}; without a folder there is none. */
  static async open(origin: { folder: string | null; main: string }): Promise<FaultWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'qitops-faults-'));
    const bare = join(folder, 'bare.git');
    if (origin.folder !== null) cpSync(origin.folder, bare, { recursive: true });
    const { main } = origin;
    const repository = new LocalRepository({ owner: 'acme', name: 'shop', bare });
    repository.addPull({
      number: 7,
      title: 'Change',
      author: { login: 'mallory', id: 66, type: 'User', permissions: {} },
      state: 'open',
      head: { ref: 'topic', sha: main, repositoryId: 1, owner: 'acme' },
      base: { ref: 'main', sha: main },
    });
    const github = await startLocalGitHub([repository]);
    return new FaultWorld({ github, repository, folder }, main);
  }

  /** Gives the token these permissions alone. */
  allow(permissions: readonly string[]): void {
    const given = permissions.map((one) => one.split(': ') as [Scope, Level]);
    this.github.tokens.set(this.#token, actionsBot(Object.fromEntries(given) as Account['permissions']));
  }

  /** What our clients are opened with. */
  get client() {
    const { owner, name } = this.repository;
    const shared = { token: this.#token, secondMs: 1, requestMs: 5000, budgetMs: 5000 };
    return { ...shared, apiUrl: this.github.url, repository: { owner, name }, event: this.event };
  }

  get event(): EventInfo {
    const sha = this.main;
    return {
      name: 'push',
      repository: { owner: 'acme', name: 'shop' },
      sha,
      ref: 'refs/heads/main',
      workflow: 'ci',
      job: 'test',
      runId: '5',
      attempt: 1,
      actor: 'dana',
      base: sha,
      head: sha,
      pullRequest: { number: 7, headSha: sha, baseSha: sha, headRef: 'topic', baseRef: 'main', fork: false },
      commentedPullRequest: null,
      comment: null,
      upstream: null,
      defaultBranch: 'main',
      serverUrl: 'https://github.com',
      apiUrl: this.github.url,
    };
  }

  /** Refs, each with the length of its past and its files. */
  get refs(): string[] {
    const bare = join(this.folder, 'bare.git');
    const git = (...args: string[]) => execFileSync('git', args, { cwd: bare, encoding: 'utf8' }).trim();
    const names = git('for-each-ref', '--format=%(refname)').split('\n').filter(Boolean);
    return names.map((name) => `${name} ${git('rev-list', '--count', name)} ${git('ls-tree', '-r', name)}`);
  }

  async close(): Promise<void> {
    await this.github.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
