import { setTimeout as wait } from 'node:timers/promises';
import { type Appended, messageOf, type ObjectChanges, type ObjectStore, UserError } from '@qitops/model';
import { blobId, type FileChange, GitObjects, type GitRunner, lastLine } from './git-objects.ts';
import { type InboxEntry, inboxName, inboxOf, withInbox } from './inbox.ts';

export interface GitStoreOptions {
  git: GitRunner;
  /** Full name: `refs/qitops/history`. */
  ref: string;
  /** Remote that holds the ref; null = this repository alone. */
  remote: string | null;
}

/** One state of the store: the top of the ref, what it holds, and what waits in the inbox. */
interface State {
  top: string | null;
  /** Blob ids by key in the ref itself. */
  placed: ReadonlyMap<string, string>;
  /** The same with the inbox. */
  files: ReadonlyMap<string, string>;
  inbox: readonly InboxEntry[];
  leftOut: { key: string; reason: string }[];
}

const NO_COMMIT = '0'.repeat(40);
const TRIES = 8;
const LOST =
  /stale info|fetch first|non-fast-forward|already exists|cannot lock ref|failed to (?:lock|update ref)|atomic (?:push|transaction) failed|is at [0-9a-f]+ but expected/i;

/**
 * A store in a git ref, without a checkout and without touching the index. A write is one commit on top of what the
 * ref held when it was read, and moves the ref only from there: with the commit go, in the same atomic push, the inbox
 * refs that it folds in. A writer that lost the race leaves its objects at an inbox ref of its own, which nobody else
 * writes; readers take ref and inbox for one. So a write is two tries at most, nothing is lost whenever a writer is
 * killed, and there is no lease that could go stale.
 */
export class GitStore implements ObjectStore {
  readonly description: string;
  readonly #objects: GitObjects;
  readonly #ref: string;
  readonly #inbox: string;
  readonly #remote: string | null;
  #state: Promise<State> | null = null;

  constructor({ git, ref, remote }: GitStoreOptions) {
    this.#ref = ref;
    this.#inbox = inboxOf(ref);
    this.#remote = remote;
    this.description = remote ? `${ref} at ${remote}` : ref;
    this.#objects = new GitObjects(git, this.description);
  }

  async list(prefix: string): Promise<string[]> {
    const { files } = await this.#current();
    const below = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
    return [...files.keys()].filter((key) => key.startsWith(below)).sort();
  }

  async read(key: string): Promise<Uint8Array | null> {
    return (await this.readMany([key])).get(key) ?? null;
  }

  async readMany(keys: readonly string[]): Promise<Map<string, Uint8Array>> {
    const { files } = await this.#current();
    const ids = new Map(keys.flatMap((key) => (files.has(key) ? [[key, files.get(key)!] as const] : [])));
    const blobs = await this.#objects.blobs(ids.values());
    const found = new Map<string, Uint8Array>();
    for (const [key, id] of ids) {
      const bytes = blobs.get(id);
      if (bytes) found.set(key, bytes);
    }
    return found;
  }

  async leftOut(): Promise<{ key: string; reason: string }[]> {
    return (await this.#current()).leftOut;
  }

  refresh(): void {
    this.#state = null;
  }

  async size(): Promise<number> {
    const { top, inbox } = await this.#current();
    return this.#objects.diskUsage([...(top ? [top] : []), ...inbox.map(({ commit }) => commit)]);
  }

  async append(name: string, objects: ReadonlyMap<string, Uint8Array>, message: string): Promise<Appended> {
    const state = await this.#current();
    if ([...objects].every(([key, bytes]) => state.files.get(key) === blobId(bytes))) {
      return { tries: 0, waiting: null };
    }
    if ((await this.#publish(state, objects, message, 'kept')) === null) return { tries: 1, waiting: null };
    await this.#post(inboxName(this.#inbox, name), objects, message);
    return { tries: 2, waiting: await this.#fold() };
  }

  async write(changes: ObjectChanges, message: string): Promise<void> {
    await this.rewrite(async () => changes, message, 'kept');
  }

  async rewrite(
    change: () => Promise<ObjectChanges>,
    message: string,
    past: 'kept' | 'dropped',
  ): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const state = await this.#current();
      const changes = await change();
      if (past === 'kept' && !changesAnything(state, changes)) return;
      const refused = await this.#publish(state, changes, message, past);
      if (refused === null) return;
      if (!LOST.test(refused)) throw this.#notWritten(refused);
      if (attempt === TRIES) {
        throw new UserError({
          what: `${this.description} could not be written: ${TRIES} other writers came first`,
          remedy: 'run again; nothing that was stored is lost',
        });
      }
      await wait(Math.random() * 100 * attempt);
      this.refresh();
    }
  }

  #current(): Promise<State> {
    this.#state ??= this.#load();
    return this.#state;
  }

  async #load(): Promise<State> {
    if (this.#remote) await this.#fetch(this.#remote);
    const refs = await this.#objects.refs([this.#ref, this.#inbox]);
    const top = refs.get(this.#ref) ?? null;
    const placed = top ? await this.#objects.filesOf(top) : new Map<string, string>();
    refs.delete(this.#ref);
    const inbox = await Promise.all(
      [...refs].map(async ([ref, commit]) => ({ ref, commit, files: await this.#objects.filesOf(commit) })),
    );
    const { files, folded, leftOut } = withInbox(placed, inbox);
    return { top, placed, files, inbox: folded, leftOut };
  }

  /** Brings the ref and the inbox here. Without the ref at the remote it goes here as well. */
  async #fetch(remote: string): Promise<void> {
    const fetch = [
      'fetch',
      '--quiet',
      '--no-tags',
      '--no-write-fetch-head',
      '--no-auto-maintenance',
      '--prune',
    ];
    const inbox = `+${this.#inbox}*:${this.#inbox}*`;
    for (let attempt = 1; ; attempt++) {
      let fetched = await this.#objects.run([...fetch, remote, `+${this.#ref}:${this.#ref}`, inbox]);
      if (fetched.code !== 0 && /couldn't find remote ref/i.test(fetched.stderr)) {
        await this.#objects.must(['update-ref', '-d', this.#ref]);
        fetched = await this.#objects.run([...fetch, remote, inbox]);
      }
      if (fetched.code === 0) return;
      // a ref of the inbox may go, and another process of this checkout may fetch, while this one does
      if (attempt < 4 && /cannot lock ref|unable to create|not our ref|bad object/i.test(fetched.stderr)) {
        await wait(Math.random() * 100 * attempt);
        continue;
      }
      throw new UserError({
        what: `the history could not be fetched: ${lastLine(fetched.stderr)}`,
        where: this.description,
        remedy: 'check that the job may read the repository (`contents: read`)',
      });
    }
  }

  /**
   * Moves the ref from the state to a commit with the changes, and takes the folded inbox refs away with it.
   * Returns null, or what git said when it did not.
   */
  async #publish(
    state: State,
    changes: ReadonlyMap<string, Uint8Array | null>,
    message: string,
    past: 'kept' | 'dropped',
  ): Promise<string | null> {
    const all = new Map<string, FileChange>();
    for (const [key, blob] of state.files) {
      if (past === 'dropped' || state.placed.get(key) !== blob) all.set(key, { blob });
    }
    for (const [key, change] of changes) {
      if (change === null && past === 'dropped') all.delete(key);
      else if (change !== null || state.files.has(key)) all.set(key, change);
    }
    const parent = past === 'kept' ? state.top : null;
    const commit = await this.#objects.commit({ parent, changes: all, message });
    const refused = this.#remote
      ? await this.#push(this.#remote, state, commit)
      : await this.#move(state, commit);
    this.#state = refused === null ? Promise.resolve(stateAfter(state, commit, changes)) : null;
    return refused;
  }

  async #push(remote: string, { top, inbox }: State, commit: string): Promise<string | null> {
    const leases = [
      `--force-with-lease=${this.#ref}:${top ?? ''}`,
      ...inbox.map((entry) => `--force-with-lease=${entry.ref}:${entry.commit}`),
    ];
    const deletions = inbox.map((entry) => `:${entry.ref}`);
    const push = ['push', '--quiet', '--no-verify'];
    const spec = `${commit}:${this.#ref}`;
    const together = await this.#objects.run([...push, '--atomic', ...leases, remote, spec, ...deletions]);
    if (together.code === 0) return null;
    if (!/does not support --atomic/i.test(together.stderr)) return together.stderr;
    // one after the other is as safe: what is folded twice is the same
    const alone = await this.#objects.run([...push, leases[0]!, remote, spec]);
    if (alone.code !== 0) return alone.stderr;
    if (deletions.length > 0) await this.#objects.run([...push, ...leases.slice(1), remote, ...deletions]);
    return null;
  }

  async #move({ top, inbox }: State, commit: string): Promise<string | null> {
    const lines = [
      `update ${this.#ref} ${commit} ${top ?? NO_COMMIT}`,
      ...inbox.map((entry) => `delete ${entry.ref} ${entry.commit}`),
    ];
    const moved = await this.#objects.run(['update-ref', '--stdin'], `${lines.join('\n')}\n`);
    return moved.code === 0 ? null : moved.stderr;
  }

  /** Leaves the objects at a ref of their own. */
  async #post(ref: string, objects: ReadonlyMap<string, Uint8Array>, message: string): Promise<void> {
    const commit = await this.#objects.commit({ parent: null, changes: objects, message });
    const posted = this.#remote
      ? await this.#objects.run(['push', '--quiet', '--no-verify', this.#remote, `${commit}:${ref}`])
      : await this.#objects.run(['update-ref', ref, commit, NO_COMMIT]);
    if (posted.code !== 0) throw this.#notWritten(posted.stderr);
  }

  /** Puts the inbox in its place if no other writer is about to. Returns why it waits, or null. */
  async #fold(): Promise<string | null> {
    this.refresh();
    try {
      const state = await this.#current();
      if (state.inbox.length === 0) return null;
      const refused = await this.#publish(state, new Map(), 'Fold the inbox', 'kept');
      return refused === null ? null : lastLine(refused);
    } catch (error) {
      return messageOf(error);
    }
  }

  #notWritten(said: string): UserError {
    return new UserError({
      what: `the history could not be written: ${lastLine(said)}`,
      where: this.description,
      remedy: 'give the job `contents: write`, or let a job on the default branch write it',
    });
  }
}

/** What the store holds once the commit is its top: the inbox is in it. */
function stateAfter(state: State, top: string, changes: ObjectChanges): State {
  const files = new Map(state.files);
  for (const [key, bytes] of changes) {
    if (bytes === null) files.delete(key);
    else files.set(key, blobId(bytes));
  }
  return { top, placed: files, files, inbox: [], leftOut: state.leftOut };
}

function changesAnything({ files, placed }: State, changes: ObjectChanges): boolean {
  for (const [key, bytes] of changes) {
    if (bytes === null ? files.has(key) : placed.get(key) !== blobId(bytes)) return true;
  }
  return false;
}
