import { setTimeout as wait } from 'node:timers/promises';
import {
  type Appended,
  type FileChange,
  messageOf,
  type NotMoved,
  type ObjectChanges,
  type ObjectStore,
  type RefHost,
  UserError,
} from '@qitops/model';
import { notWritten } from './git-host.ts';
import { blobId } from './git-objects.ts';
import { type InboxEntry, inboxName, inboxOf, withInbox } from './inbox.ts';

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

const TRIES = 8;

/**
 * A store in a git ref, without a checkout and without touching the index. A write is one commit on top of what the
 * ref held when it was read, and moves the ref only from there: with the commit go, in the same atomic push, the inbox
 * refs that it folds in. A writer that lost the race leaves its objects at an inbox ref of its own, which nobody else
 * writes; readers take ref and inbox for one. So a write is two tries at most, nothing is lost whenever a writer is
 * killed, and there is no lease that could go stale.
 */
export class RefStore implements ObjectStore {
  readonly description: string;
  readonly #host: RefHost;
  readonly #ref: string;
  readonly #inbox: string;
  #state: Promise<State> | null = null;

  /** @param ref full name: `refs/qitops/history`. */
  constructor(host: RefHost, ref: string) {
    this.#host = host;
    this.#ref = ref;
    this.#inbox = inboxOf(ref);
    this.description = `${ref} at ${host.description}`;
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
    const blobs = await this.#host.blobs(ids.values());
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
    return this.#host.size([...(top ? [top] : []), ...inbox.map(({ commit }) => commit)]);
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
      if (!refused.lost) throw notWritten(this.description, refused.said);
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
    const refs = await this.#host.refs(this.#ref, this.#inbox);
    const top = refs.get(this.#ref) ?? null;
    const placed = top ? await this.#host.filesOf(top) : new Map<string, string>();
    refs.delete(this.#ref);
    const inbox = await Promise.all(
      [...refs].map(async ([ref, commit]) => ({ ref, commit, files: await this.#host.filesOf(commit) })),
    );
    const { files, folded, leftOut } = withInbox(placed, inbox, this.#host.foldsAtOnce);
    return { top, placed, files, inbox: folded, leftOut };
  }

  /**
   * Moves the ref from the state to a commit with the changes, and takes the folded inbox refs away with it.
   * Returns null, or why it did not.
   */
  async #publish(
    state: State,
    changes: ReadonlyMap<string, Uint8Array | null>,
    message: string,
    past: 'kept' | 'dropped',
  ): Promise<NotMoved | null> {
    const all = new Map<string, FileChange>();
    for (const [key, blob] of state.files) {
      if (past === 'dropped' || state.placed.get(key) !== blob) all.set(key, { blob });
    }
    for (const [key, change] of changes) {
      if (change === null && past === 'dropped') all.delete(key);
      else if (change !== null || state.files.has(key)) all.set(key, change);
    }
    const parent = past === 'kept' ? state.top : null;
    const commit = await this.#host.commit({ parent, changes: all, message });
    const refused = await this.#host.move({
      ref: this.#ref,
      from: state.top,
      to: commit,
      unrelated: past === 'dropped' && state.top !== null,
      deletions: new Map(state.inbox.map((entry) => [entry.ref, entry.commit])),
    });
    this.#state = refused === null ? Promise.resolve(stateAfter(state, commit, changes)) : null;
    return refused;
  }

  /** Leaves the objects at a ref of their own. */
  async #post(ref: string, objects: ReadonlyMap<string, Uint8Array>, message: string): Promise<void> {
    const commit = await this.#host.commit({ parent: null, changes: objects, message });
    await this.#host.create(ref, commit);
  }

  /** Puts the inbox in its place if no other writer is about to. Returns why it waits, or null. */
  async #fold(): Promise<string | null> {
    this.refresh();
    try {
      const state = await this.#current();
      if (state.inbox.length === 0) return null;
      const refused = await this.#publish(state, new Map(), 'Fold the inbox', 'kept');
      return refused === null ? null : refused.said;
    } catch (error) {
      return messageOf(error);
    }
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
