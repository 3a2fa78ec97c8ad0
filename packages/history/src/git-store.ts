import { rm } from 'node:fs/promises';
import { type ObjectStore, UserError } from '@qitops/model';

/** What the store needs of git: one command, its exit code and its output. */
export interface GitRunner {
  run(
    args: readonly string[],
    options?: { input?: string | Uint8Array; env?: Record<string, string> },
  ): Promise<{ code: number; stdout: Buffer; stderr: string }>;
}

export interface GitStoreOptions {
  git: GitRunner;
  /** Full name: `refs/qitops/history`. */
  ref: string;
  /** Remote that holds the ref; null = this repository alone. */
  remote: string | null;
}

const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
const NO_COMMIT = '0'.repeat(40);
const TRIES = 8;

const AUTHOR = {
  GIT_AUTHOR_NAME: 'qitops',
  GIT_AUTHOR_EMAIL: 'qitops@users.noreply.github.com',
  GIT_COMMITTER_NAME: 'qitops',
  GIT_COMMITTER_EMAIL: 'qitops@users.noreply.github.com',
};

/**
 * A store in a git ref, without a checkout and without touching the index. A write is one commit on top of what the
 * ref holds at that moment; a lost race is tried again on the new top, so no writer's objects are lost.
 */
export class GitStore implements ObjectStore {
  readonly description: string;
  readonly #git: GitRunner;
  readonly #ref: string;
  readonly #remote: string | null;

  constructor({ git, ref, remote }: GitStoreOptions) {
    this.#git = git;
    this.#ref = ref;
    this.#remote = remote;
    this.description = remote ? `${ref} at ${remote}` : ref;
  }

  async list(prefix: string): Promise<string[]> {
    const top = await this.#top();
    if (!top) return [];
    const result = await this.#must(['ls-tree', '-r', '-z', '--name-only', top, '--', prefix || '.']);
    return result.toString('utf8').split('\0').filter(Boolean).sort();
  }

  async read(key: string): Promise<Uint8Array | null> {
    return (await this.readMany([key])).get(key) ?? null;
  }

  async readMany(keys: readonly string[]): Promise<Map<string, Uint8Array>> {
    const found = new Map<string, Uint8Array>();
    const top = await this.#known();
    if (!top || keys.length === 0) return found;
    const input = keys.map((key) => `${top}:${key}\n`).join('');
    const bytes = await this.#must(['cat-file', '--batch'], input);
    let at = 0;
    for (const key of keys) {
      const end = bytes.indexOf(10, at);
      const size = / blob (\d+)$/.exec(bytes.toString('utf8', at, end))?.[1];
      at = end + 1;
      if (size === undefined) continue;
      found.set(key, bytes.subarray(at, at + Number(size)));
      at += Number(size) + 1;
    }
    return found;
  }

  async write(changes: ReadonlyMap<string, Uint8Array | null>, message: string): Promise<void> {
    const blobs = new Map<string, string | null>();
    for (const [key, bytes] of changes) {
      blobs.set(
        key,
        bytes === null ? null : (await this.#must(['hash-object', '-w', '--stdin'], bytes)).toString().trim(),
      );
    }
    for (let attempt = 1; ; attempt++) {
      const top = await this.#top();
      const commit = await this.#commit(top, blobs, message);
      if (commit === null) return;
      if (await this.#publish(top, commit)) {
        this.#current = commit;
        return;
      }
      if (attempt === TRIES) {
        throw new UserError({
          what: `${this.description} could not be written: ${TRIES} other writers came first`,
          remedy: 'run again; nothing that was stored is lost',
        });
      }
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 100 * attempt));
    }
  }

  #current: string | null | undefined;

  /** The newest commit of the ref, asked of the remote where there is one. */
  async #top(): Promise<string | null> {
    if (this.#remote) {
      const fetched = await this.#git.run([
        'fetch',
        '--quiet',
        '--no-tags',
        this.#remote,
        `+${this.#ref}:${this.#ref}`,
      ]);
      if (fetched.code !== 0) {
        if (!/couldn't find remote ref/i.test(fetched.stderr)) {
          const line = fetched.stderr.trim().split('\n').at(-1);
          throw new UserError({
            what: `the history could not be fetched: ${line}`,
            where: this.description,
            remedy: 'check that the job may read the repository (`contents: read`)',
          });
        }
        this.#current = null;
        return null;
      }
    }
    const result = await this.#git.run(['rev-parse', '--verify', '--quiet', `${this.#ref}^{commit}`]);
    this.#current = result.code === 0 ? result.stdout.toString().trim() : null;
    return this.#current;
  }

  async #known(): Promise<string | null> {
    return this.#current === undefined ? this.#top() : this.#current;
  }

  /** A commit with the changes on top; null when they change nothing. */
  async #commit(
    top: string | null,
    blobs: ReadonlyMap<string, string | null>,
    message: string,
  ): Promise<string | null> {
    const index = `${(await this.#must(['rev-parse', '--absolute-git-dir'])).toString().trim()}/qitops-index-${process.pid}-${Math.random().toString(36).slice(2)}`;
    const env = { GIT_INDEX_FILE: index };
    try {
      await this.#must(['read-tree', top ?? EMPTY_TREE], undefined, env);
      let input = '';
      for (const [key, blob] of blobs) {
        input += blob === null ? `0 ${NO_COMMIT}\t${key}\0` : `100644 ${blob}\t${key}\0`;
      }
      await this.#must(['update-index', '-z', '--index-info'], input, env);
      const tree = (await this.#must(['write-tree'], undefined, env)).toString().trim();
      if (top && tree === (await this.#must(['rev-parse', `${top}^{tree}`])).toString().trim()) return null;
      const parent = top ? ['-p', top] : [];
      return (await this.#must(['commit-tree', tree, ...parent, '-m', message], undefined, AUTHOR))
        .toString()
        .trim();
    } finally {
      await rm(index, { force: true });
    }
  }

  /** Moves the ref from `top` to `commit`, unless somebody else moved it. */
  async #publish(top: string | null, commit: string): Promise<boolean> {
    if (!this.#remote) {
      return (await this.#git.run(['update-ref', this.#ref, commit, top ?? NO_COMMIT])).code === 0;
    }
    const lease = `--force-with-lease=${this.#ref}:${top ?? ''}`;
    const pushed = await this.#git.run(['push', '--quiet', lease, this.#remote, `${commit}:${this.#ref}`]);
    if (pushed.code === 0) return true;
    if (
      /stale info|fetch first|non-fast-forward|already exists|cannot lock ref|failed to lock/i.test(
        pushed.stderr,
      )
    )
      return false;
    const line = pushed.stderr.trim().split('\n').at(-1);
    throw new UserError({
      what: `the history could not be written: ${line}`,
      where: this.description,
      remedy: 'give the job `contents: write`, or let a job on the default branch write it',
    });
  }

  async #must(
    args: readonly string[],
    input?: string | Uint8Array,
    env?: Record<string, string>,
  ): Promise<Buffer> {
    const options = { ...(input === undefined ? {} : { input }), ...(env ? { env } : {}) };
    const result = await this.#git.run(args, options);
    if (result.code !== 0) {
      throw new UserError({
        what: `git ${args[0]} failed: ${result.stderr.trim()}`,
        where: this.description,
      });
    }
    return result.stdout;
  }
}
