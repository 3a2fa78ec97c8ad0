import { createHash } from 'node:crypto';
import { type FileChange, type NotMoved, type RefHost, UserError } from '@qitops/model';
import { type Gateway, type GatewayOptions, GIVEN_UP, openGateway } from './gateway.ts';
import { isLimit, saidBy, statusOf } from './refusal.ts';
import { filesOfTarball } from './tarball.ts';
import { entriesOf, treeId } from './tree-id.ts';

export interface GitDataOptions extends GatewayOptions {
  repository: { owner: string; name: string };
  /** What is kept there, in words for messages; absent = `the history`. */
  what?: string;
  /** Author of its commits. */
  author?: { name: string; email: string };
}

/** Blobs up to which one is asked for at a time; more come with the tarball of their commit, in one request. */
const ONE_BY_ONE = 3;
/** Largest text that goes into a tree as it is, bytes; a larger one is a blob of its own first. */
const INLINE = 1024 * 1024;
const AUTHOR = { name: 'qitops', email: 'qitops@users.noreply.github.com' };

/** Refs and objects of a repository by GitHub's Git data API: no checkout, about five requests a write. */
export function githubGitData(options: GitDataOptions): RefHost {
  return new GitData(options);
}

class GitData implements RefHost {
  readonly description: string;
  /** Each costs a request. */
  readonly foldsAtOnce = 4;
  readonly #options: GitDataOptions;
  readonly #place: { owner: string; repo: string };
  /** Blobs never change: what was read or written once is not asked for again. */
  readonly #blobs = new Map<string, Uint8Array>();
  readonly #files = new Map<string, Map<string, string>>();
  /** Trees of the commits whose files were listed. */
  readonly #trees = new Map<string, string>();
  #gateway: Promise<Gateway> | null = null;

  constructor(options: GitDataOptions) {
    this.#options = options;
    const { owner, name } = options.repository;
    this.#place = { owner, repo: name };
    this.description = `${owner}/${name}`;
  }

  async refs(ref: string, prefix: string): Promise<Map<string, string>> {
    const below = commonFolder(ref, prefix);
    const found = new Map<string, string>();
    for (const part of below === '' ? [ref, prefix] : [below]) {
      const { git } = await this.#client();
      const answer = await this.#asked('read', () =>
        git.listMatchingRefs({ ...this.#place, ref: part.replace(/^refs\//, '') }),
      );
      for (const one of answer.data) {
        if (one.ref === ref || one.ref.startsWith(prefix)) found.set(one.ref, one.object.sha);
      }
    }
    return found;
  }

  async filesOf(commit: string): Promise<Map<string, string>> {
    const known = this.#files.get(commit);
    if (known) return known;
    const { git } = await this.#client();
    const { data } = await this.#asked('read', () =>
      git.getTree({ ...this.#place, tree_sha: commit, recursive: '1' }),
    );
    if (data.truncated) {
      throw new UserError({
        what: 'the history has more files than the API lists',
        where: this.description,
        remedy: 'check the repository out before this step, or run `qitops history compact`',
      });
    }
    const files = new Map(
      data.tree.flatMap(({ type, path, sha }) =>
        type === 'blob' && path && sha ? [[path, sha] as const] : [],
      ),
    );
    this.#files.set(commit, files);
    this.#trees.set(commit, treeId(entriesOf(data.tree)));
    return files;
  }

  async blobs(ids: Iterable<string>): Promise<Map<string, Uint8Array>> {
    const wanted = [...new Set(ids)];
    const missing = (): string[] => wanted.filter((id) => !this.#blobs.has(id));
    for (const commit of this.#files.keys()) {
      const here = new Set(this.#files.get(commit)!.values());
      if (missing().filter((id) => here.has(id)).length > ONE_BY_ONE) await this.#readTarball(commit);
    }
    await Promise.all(missing().map((id) => this.#readBlob(id)));
    return new Map(
      wanted.flatMap((id) => (this.#blobs.has(id) ? [[id, this.#blobs.get(id)!] as const] : [])),
    );
  }

  async commit({ parent, tree: known, changes, message }: Parameters<RefHost['commit']>[0]): Promise<string> {
    const { git } = await this.#client();
    return this.#asked('write', async () => {
      const base = parent && (known ?? this.#trees.get(parent) ?? (await this.#treeOf(parent)));
      const entries = await Promise.all([...changes].map(([path, change]) => this.#entry(path, change)));
      const tree = await git.createTree({
        ...this.#place,
        ...(base ? { base_tree: base } : {}),
        tree: entries,
      });
      // with a date of its own a commit that is sent twice is one commit
      const author = { ...(this.#options.author ?? AUTHOR), date: new Date().toISOString() };
      const parents = parent ? [parent] : [];
      const created = await git.createCommit({
        ...this.#place,
        message,
        tree: tree.data.sha,
        parents,
        author,
        committer: author,
      });
      return created.data.sha;
    });
  }

  async move({
    ref,
    from,
    to,
    unrelated,
    deletions,
  }: Parameters<RefHost['move']>[0]): Promise<NotMoved | null> {
    if (unrelated) {
      throw new UserError({
        what: 'the past of the history cannot be dropped by the API, which has no lease for it',
        where: this.description,
        remedy: 'check the repository out before this step',
      });
    }
    const { git } = await this.#client();
    const name = ref.replace(/^refs\//, '');
    try {
      // it moves only forward: to a commit that stands on what it is at
      if (from) await git.updateRef({ ...this.#place, ref: name, sha: to, force: false });
      else await git.createRef({ ...this.#place, ref, sha: to });
    } catch (error) {
      if (isLimit(error) || statusOf(error) === GIVEN_UP) throw this.#refused('write', error);
      // an answer may be lost after the ref has moved
      if ((await this.#asked('write', () => this.#at(ref))) !== to) return notMoved(error);
    }
    for (const [inbox, commit] of deletions) await this.#delete(inbox, commit);
    return null;
  }

  async create(ref: string, commit: string): Promise<void> {
    const { git } = await this.#client();
    await this.#asked('write', async () => {
      try {
        await git.createRef({ ...this.#place, ref, sha: commit });
      } catch (error) {
        if ((await this.#at(ref)) !== commit) throw error;
      }
    });
  }

  /** The bytes of all files, which is more than they take packed. */
  async size(commits: readonly string[]): Promise<number> {
    const { git } = await this.#client();
    let bytes = 0;
    for (const commit of commits) {
      const { data } = await git.getTree({ ...this.#place, tree_sha: commit, recursive: '1' });
      for (const { size } of data.tree) bytes += size ?? 0;
    }
    return bytes;
  }

  async #client() {
    this.#gateway ??= openGateway(this.#options);
    return (await this.#gateway).octokit.rest;
  }

  async #treeOf(commit: string): Promise<string> {
    const { git } = await this.#client();
    return (await git.getCommit({ ...this.#place, commit_sha: commit })).data.tree.sha;
  }

  /** A tree entry: text goes as it is, all else as a blob. */
  async #entry(path: string, change: FileChange) {
    const file = { path, mode: '100644' as const, type: 'blob' as const };
    if (change === null) return { ...file, sha: null };
    if ('blob' in change) return { ...file, sha: change.blob };
    const id = blobId(change);
    this.#blobs.set(id, change);
    const text = textOf(change);
    if (text !== null) return { ...file, content: text };
    const { git } = await this.#client();
    const content = Buffer.from(change).toString('base64');
    const { data } = await git.createBlob({ ...this.#place, content, encoding: 'base64' });
    return { ...file, sha: data.sha };
  }

  async #readTarball(commit: string): Promise<void> {
    const { repos } = await this.#client();
    const { data } = await this.#asked('read', () =>
      repos.downloadTarballArchive({ ...this.#place, ref: commit }),
    );
    const ids = this.#files.get(commit)!;
    for (const [path, bytes] of await filesOfTarball(Buffer.from(data as ArrayBuffer))) {
      const id = ids.get(path);
      if (id === blobId(bytes)) this.#blobs.set(id, bytes);
    }
  }

  async #readBlob(id: string): Promise<void> {
    const { git } = await this.#client();
    const { data } = await this.#asked('read', () => git.getBlob({ ...this.#place, file_sha: id }));
    this.#blobs.set(id, Buffer.from(data.content, 'base64'));
  }

  /** Where a ref is; null when there is none. */
  async #at(ref: string): Promise<string | null> {
    const { git } = await this.#client();
    try {
      const { data } = await git.getRef({ ...this.#place, ref: ref.replace(/^refs\//, '') });
      return data.object.sha;
    } catch (error) {
      if (statusOf(error) === 404) return null;
      throw error;
    }
  }

  /** Deletes a folded inbox ref; one that is gone or was used again is left to the next writer. */
  async #delete(ref: string, commit: string): Promise<void> {
    if ((await this.#at(ref)) !== commit) return;
    const { git } = await this.#client();
    try {
      await git.deleteRef({ ...this.#place, ref: ref.replace(/^refs\//, '') });
    } catch (error) {
      if (statusOf(error) === null) throw error;
    }
  }

  async #asked<T>(does: 'read' | 'write', ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (statusOf(error) === null) throw error;
      throw this.#refused(does, error);
    }
  }

  /** A refusal in words that name the permission, where one would help. */
  #refused(does: 'read' | 'write', error: unknown): UserError {
    const status = statusOf(error) ?? 0;
    return new UserError({
      what: `GitHub did not ${does} ${this.#options.what ?? 'the history'} (${status}: ${saidBy(error)})`,
      where: this.description,
      remedy:
        status >= 500 || status === GIVEN_UP || isLimit(error)
          ? 'run the job again; nothing that was stored is lost'
          : `give the job \`contents: ${does}\``,
    });
  }
}

function notMoved(error: unknown): NotMoved {
  const status = statusOf(error);
  if (status === null) throw error;
  // 422: not a fast forward, or the ref is there already; 409: somebody writes it just now; 5xx: nobody knows
  if (status >= 500) return { lost: true, said: `GitHub did not answer (${saidBy(error)})` };
  return { lost: status === 422 || status === 409, said: saidBy(error) };
}

/** The text of bytes that are text and small enough to go with their tree. */
function textOf(bytes: Uint8Array): string | null {
  if (bytes.length > INLINE) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null; // it is compressed
  }
}

/** The longest folder that both are below, when it is one of ours; '' otherwise. */
function commonFolder(ref: string, prefix: string): string {
  const parts = ref.split('/');
  const others = prefix.split('/');
  let same = 0;
  while (same < parts.length && parts[same] === others[same]) same++;
  return same > 1 ? `${parts.slice(0, same).join('/')}/` : '';
}

function blobId(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
