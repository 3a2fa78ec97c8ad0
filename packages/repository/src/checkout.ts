import { UserError } from '@qitops/model';
import { Git } from './git.ts';

/** A commit and what it was made of. */
export interface Commit {
  sha: string;
  tree: string;
  parents: string[];
  /** Committer date, ISO 8601, UTC. */
  date: string;
}

/** The checkout that a command works on. */
export class Checkout {
  readonly root: string;
  readonly git: Git;
  readonly #commits = new Map<string, Commit>();
  readonly #files = new Map<string, string[]>();

  private constructor(root: string) {
    this.root = root;
    this.git = new Git(root);
  }

  /** Opens the repository that holds `folder`; null when there is none. */
  static async open(folder: string): Promise<Checkout | null> {
    const root = await new Git(folder).maybe(['rev-parse', '--show-toplevel']);
    return root ? new Checkout(root) : null;
  }

  /** The commit that `revision` names; null when the repository does not hold it. Asked of git once a revision. */
  async commit(revision: string): Promise<Commit | null> {
    const known = this.#commits.get(revision);
    if (known) return known;
    const commit = await this.#readCommit(revision);
    if (commit) for (const name of [revision, commit.sha]) this.#commits.set(name, commit);
    return commit;
  }

  async #readCommit(revision: string): Promise<Commit | null> {
    const sha = await this.git.maybe([
      'rev-parse',
      '--verify',
      '--quiet',
      '--end-of-options',
      `${revision}^{commit}`,
    ]);
    if (!sha) return null;
    // the object itself: a shallow clone's log hides the parents
    const [header = ''] = (await this.git.text(['cat-file', 'commit', sha])).split('\n\n', 1);
    const parents = [...header.matchAll(/^parent ([0-9a-f]+)$/gm)].map((match) => match[1]!);
    const seconds = Number(/^committer .* (\d+) [+-]\d+$/m.exec(header)?.[1] ?? 0);
    return {
      sha,
      tree: /^tree ([0-9a-f]+)$/m.exec(header)?.[1] ?? '',
      parents,
      date: new Date(seconds * 1000).toISOString(),
    };
  }

  /** Like {@link commit}, with an error that says how to get a revision that is not there. */
  async requireCommit(revision: string, what: string): Promise<Commit> {
    const commit = await this.commit(revision);
    if (commit) return commit;
    const shallow = await this.isShallow();
    throw new UserError({
      what: `the ${what} "${revision}" is not in this ${shallow ? 'shallow ' : ''}clone`,
      where: this.root,
      remedy: shallow ? FETCH_DEPTH : 'fetch it, or give another revision',
    });
  }

  async isShallow(): Promise<boolean> {
    return (await this.git.maybe(['rev-parse', '--is-shallow-repository'])) === 'true';
  }

  /** Merge base of two commits; null when they have none, or the clone is too shallow to know it. */
  async mergeBase(a: string, b: string): Promise<string | null> {
    return this.git.maybe(['merge-base', a, b]);
  }

  async isAncestor(ancestor: string, of: string): Promise<boolean> {
    return (await this.git.run(['merge-base', '--is-ancestor', ancestor, of])).code === 0;
  }

  /** Commits reachable from `sha`, nearest first, at most `limit`. */
  async ancestors(sha: string, limit: number): Promise<string[]> {
    const text = await this.git.maybe(['rev-list', `--max-count=${limit}`, '--topo-order', sha, '--']);
    return text ? text.split('\n') : [];
  }

  /** Paths in the tree of `revision`. Asked of git once a commit. */
  async files(revision: string): Promise<string[]> {
    const sha = (await this.commit(revision))?.sha ?? revision;
    const known = this.#files.get(sha);
    if (known) return known;
    const files = await this.#readFiles(sha);
    this.#files.set(sha, files);
    return files;
  }

  async #readFiles(revision: string): Promise<string[]> {
    const bytes = await this.git.bytes(['ls-tree', '-r', '-z', '--name-only', '--full-tree', revision]);
    return bytes.toString('utf8').split('\0').filter(Boolean);
  }

  /** Text of a file at a revision; null when it is not there. */
  async fileAt(revision: string, path: string): Promise<string | null> {
    const result = await this.git.run(['cat-file', 'blob', `${revision}:${path}`]);
    return result.code === 0 ? result.stdout.toString('utf8') : null;
  }

  /** Whether tracked files differ from HEAD. */
  async isDirty(): Promise<boolean> {
    const status = await this.git.maybe(['status', '--porcelain', '--untracked-files=no']);
    return status === null || status !== '';
  }

  /** Those of `paths` that `.gitattributes` at `revision` marks as generated or vendored. */
  async generated(revision: string, paths: readonly string[]): Promise<Set<string>> {
    const found = new Set<string>();
    if (paths.length === 0) return found;
    const attributes = ['linguist-generated', 'linguist-vendored'];
    const input = `${paths.join('\0')}\0`;
    let result = await this.git.run(['check-attr', `--source=${revision}`, '--stdin', '-z', ...attributes], {
      input,
    });
    if (result.code !== 0) {
      // git before 2.40 knows no --source: the work tree's attributes are the nearest there is
      result = await this.git.run(['check-attr', '--stdin', '-z', ...attributes], { input });
    }
    const fields = result.stdout.toString('utf8').split('\0');
    for (let i = 0; i + 2 < fields.length; i += 3) {
      if (fields[i + 2] === 'set' || fields[i + 2] === 'true') found.add(fields[i]!);
    }
    return found;
  }

  /** Name of the default branch as far as the clone knows it. */
  async defaultBranch(): Promise<string | null> {
    const remote = await this.git.maybe(['symbolic-ref', '--short', 'refs/remotes/origin/HEAD']);
    if (remote) return remote;
    for (const name of ['origin/main', 'origin/master', 'main', 'master']) {
      if (await this.commit(name)) return name;
    }
    return null;
  }
}

export const FETCH_DEPTH = 'set `fetch-depth: 0` at actions/checkout';
