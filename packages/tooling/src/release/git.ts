import { execFileSync } from 'node:child_process';

/** Bundles are packed already: to look for likeness in them costs minutes and gains nothing. */
const QUICKLY = {
  GIT_CONFIG_COUNT: '2',
  GIT_CONFIG_KEY_0: 'core.compression',
  GIT_CONFIG_VALUE_0: '1',
  GIT_CONFIG_KEY_1: 'pack.window',
  GIT_CONFIG_VALUE_1: '0',
};

/** Who releases. */
const IDENTITY = {
  GIT_AUTHOR_NAME: 'qitops',
  GIT_AUTHOR_EMAIL: 'release@qitops.invalid',
  GIT_COMMITTER_NAME: 'qitops',
  GIT_COMMITTER_EMAIL: 'release@qitops.invalid',
};

/** git in one repository; what it prints comes back. @throws Error with what git said. */
export class ReleaseGit {
  readonly #folder: string;
  readonly #env: Readonly<Record<string, string>>;

  /** `env` lets it reach the remotes; nothing of it is written anywhere. */
  constructor(folder: string, env: Readonly<Record<string, string>> = {}) {
    this.#folder = folder;
    this.#env = env;
  }

  text(args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
    return execFileSync('git', args, {
      cwd: this.#folder,
      encoding: 'utf8',
      env: { ...process.env, ...IDENTITY, ...QUICKLY, ...this.#env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 64 * 1024 * 1024,
    }).trim();
  }

  /** The object that a remote's ref names; null = it has none. */
  remoteRef(remote: string, ref: string): string | null {
    // an annotated tag is followed to what it names
    const lines = this.text(['ls-remote', remote, ref, `${ref}^{}`])
      .split('\n')
      .filter(Boolean);
    return lines.at(-1)?.split('\t')[0] ?? null;
  }

  /** Fetches an object of a remote and gives the tree that it has. */
  treeOf(remote: string, sha: string): string {
    this.text(['fetch', '-q', '--depth=1', remote, sha]);
    return this.text(['rev-parse', `${sha}^{tree}`]);
  }

  /** Writes a folder as a tree, as it is: no filter of the checkout, no ignore file. */
  treeOfFolder(folder: string, index: string): string {
    const env = { GIT_INDEX_FILE: index, GIT_WORK_TREE: folder };
    this.text(['read-tree', '--empty'], env);
    this.text(['-c', 'core.autocrlf=false', '-c', 'core.excludesFile=', 'add', '--all', '--force', '.'], env);
    return this.text(['write-tree'], env);
  }

  /** The tree of a commit with other trees put in at their paths. */
  treeWith(commit: string, parts: ReadonlyMap<string, string>, index: string): string {
    // nothing is written there, but `read-tree --prefix` wants to know of one
    const env = { GIT_INDEX_FILE: index, GIT_WORK_TREE: this.#folder };
    this.text(['read-tree', commit], env);
    for (const [path, tree] of parts) this.text(['read-tree', `--prefix=${path}/`, tree], env);
    return this.text(['write-tree'], env);
  }

  commit(tree: string, parent: string | null, message: string): string {
    return this.text(['commit-tree', tree, ...(parent ? ['-p', parent] : []), '-m', message]);
  }
}
