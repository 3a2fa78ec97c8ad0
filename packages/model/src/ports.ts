/** What is needed of git: one command, its exit code and its output. */
export interface GitRunner {
  run(
    args: readonly string[],
    options?: { input?: string | Uint8Array; env?: Record<string, string> },
  ): Promise<{ code: number; stdout: Buffer; stderr: string }>;
}

/** Objects to write by key; null deletes. */
export type ObjectChanges = ReadonlyMap<string, Uint8Array | null>;

/** How an {@link ObjectStore.append} went. */
export interface Appended {
  /** How often the objects were sent until they were safe: 1, or 2 when another writer came first. */
  tries: number;
  /** Why they lie in the inbox until a later writer puts them in their place; null = they are in their place. */
  waiting: string | null;
}

/**
 * A folder-like store of small objects: a folder, a git ref, a branch, a cache. Keys use `/`. What one instance reads
 * is one state of the store until {@link refresh}.
 */
export interface ObjectStore {
  /** Where it is, in words for messages: `folder .qitops/history`. */
  readonly description: string;
  /** Keys below `prefix`, sorted. An absent store is an empty one. */
  list(prefix: string): Promise<string[]>;
  /** The object's bytes, or null when there is none. */
  read(key: string): Promise<Uint8Array | null>;
  /** The bytes of many objects at once; absent ones are left out. */
  readMany(keys: readonly string[]): Promise<Map<string, Uint8Array>>;
  /** What lies in the store and cannot be part of it, each with why. */
  leftOut(): Promise<{ key: string; reason: string }[]>;
  /** Lets the next read take the newest state. */
  refresh(): void;
  /** Bytes the store takes where it lies. */
  size(): Promise<number>;
  /**
   * Adds write-once objects under a name that no other writer uses. When it returns they are safe and every reader
   * sees them, though a later writer may have to put them in their place.
   */
  append(name: string, objects: ReadonlyMap<string, Uint8Array>, message: string): Promise<Appended>;
  /** Applies all changes at once or none; retries lost races itself. */
  write(changes: ObjectChanges, message: string): Promise<void>;
  /**
   * Applies changes that were worked out from the newest state; when another writer comes first they are worked out
   * again. `past` dropped: nothing that the store held before can be reached any more.
   */
  rewrite(change: () => Promise<ObjectChanges>, message: string, past: 'kept' | 'dropped'): Promise<void>;
}

/** A change of one key: bytes, a blob that is there already, or null to delete. */
export type FileChange = Uint8Array | { blob: string } | null;

/** Why a ref did not move. */
export interface NotMoved {
  /** True when another writer moved it first, so that it is worth another try. */
  lost: boolean;
  said: string;
}

/** Where refs and their objects lie: a repository and its remote, or an API. Ids are git's. */
export interface RefHost {
  /** Where it is, in words for messages: `origin`. */
  readonly description: string;
  /** Refs of the inbox that are folded, and so deleted, with one write. */
  readonly foldsAtOnce: number;
  /** The newest commits of `ref`, where it is, and of every ref that begins with `prefix`. */
  refs(ref: string, prefix: string): Promise<Map<string, string>>;
  /** Blob ids by key. */
  filesOf(commit: string): Promise<Map<string, string>>;
  /** The bytes of blobs by id; absent ones are left out. */
  blobs(ids: Iterable<string>): Promise<Map<string, Uint8Array>>;
  /** Writes a commit on its parent; without one it holds the changes alone. Returns its id. */
  commit(commit: {
    parent: string | null;
    /** Tree of the parent, where it is known. */
    tree?: string | null;
    changes: ReadonlyMap<string, FileChange>;
    message: string;
  }): Promise<string>;
  /**
   * Moves `ref` to a commit only if it is where `from` says (null = nowhere), and deletes refs that are where they are
   * said to be. `unrelated`: the commit does not stand on `from`. Returns null when it did.
   */
  move(move: {
    ref: string;
    from: string | null;
    to: string;
    unrelated: boolean;
    deletions: ReadonlyMap<string, string>;
  }): Promise<NotMoved | null>;
  /** Makes a ref that nobody else uses. Throws with a remedy when it may not. */
  create(ref: string, commit: string): Promise<void>;
  /** Bytes that all that is reachable from the commits takes. */
  size(commits: readonly string[]): Promise<number>;
}

/** Keeps a folder from one job to the next: the Actions cache. */
export interface FolderCache {
  /** What people should know about it, in a line. */
  readonly caveat: string;
  /** Brings what was saved last; what is there already stays. */
  restore(folder: string): Promise<void>;
  /** Saves the folder. Returns why it was not saved, or null. */
  save(folder: string): Promise<string | null>;
}

/** Where a history may lie besides the folders and the git of this machine. */
export interface HistoryPlaces {
  /** Refs of the repository without a checkout. */
  api: RefHost;
  cache: FolderCache;
}

export interface CompletionRequest {
  system: string;
  prompt: string;
  /** JSON Schema that the answer must satisfy. */
  schema: Record<string, unknown>;
  maxOutputTokens: number;
  /** What is wrong with an answer, in a sentence; null = it will do. A wrong one is asked for once more. */
  check(json: unknown): string | null;
}

export interface CompletionResult {
  json: unknown;
  /** Tokens of all turns. */
  inputTokens: number;
  outputTokens: number;
}

/** Keeps answers by key from one run to the next; what it gives is judged like an answer. */
export interface AnswerCache {
  /** The text of an answer, or null. */
  read(key: string): Promise<string | null>;
  write(key: string, answer: string): Promise<void>;
}

/**
 * Asks a model once.
 * @throws ModelRefusal on any failure of the service; the caller falls back to the engine.
 */
export type CompleteFn = (request: CompletionRequest) => Promise<CompletionResult>;

/** Why a model gave nothing. */
export type RefusalKind =
  /** The URL is not one that may be asked. */
  | 'address'
  /** The key is missing, wrong or not allowed. */
  | 'key'
  | 'no-such-model'
  /** The service does not accept the request as it is. */
  | 'request'
  | 'rate-limit'
  | 'overloaded'
  /** The service failed. */
  | 'service'
  | 'network'
  | 'time'
  /** The service answered with what is no answer of its protocol. */
  | 'malformed'
  /** The answer was cut at the token limit. */
  | 'truncated'
  /** The model declined. */
  | 'declined'
  /** The answer is not what was asked for, twice. */
  | 'schema'
  /** Asking could pass a cap. */
  | 'budget';

/** A model gave nothing; the message is one line and holds no secret. */
export class ModelRefusal extends Error {
  readonly kind: RefusalKind;
  constructor(kind: RefusalKind, message: string) {
    super(message);
    this.name = 'ModelRefusal';
    this.kind = kind;
  }
}

/** Why something could not be published, with the permission or setting that would allow it. */
export interface PublishRefusal {
  reason: string;
  remedy: string;
}

/** The pull request as the review host sees it. */
export interface PullRequestInfo {
  number: number;
  headSha: string;
  baseSha: string;
  headRef: string;
  baseRef: string;
  /** True when the head repository is another one than the base. */
  fork: boolean;
}

/** A pull request that is open, as the host tells it. */
export interface OpenPullRequest extends PullRequestInfo {
  /** Whoever opened it wrote this. */
  title: string;
  /** Null = the repository of its head was deleted. */
  headRepositoryId: number | null;
  /** True when its run has no rights: it comes from another repository, or from Dependabot. */
  outside: boolean;
}

/** Where reviews happen; implemented by `github`. Writes are idempotent by marker. */
export interface ReviewHost {
  pullRequest(): Promise<PullRequestInfo | null>;
  /**
   * Creates or updates the one comment that carries `marker`. `render` answers null to leave it as it is, there or not.
   * Returns its URL, or why it was refused.
   */
  upsertComment(
    pr: number,
    marker: string,
    render: (existing: string | null) => string | null,
  ): Promise<{ url: string; action: 'created' | 'updated' | 'unchanged' } | PublishRefusal>;
}

/** Bytes that one job of a run left for another, by name. */
export interface Parcel {
  name: string;
  bytes: Uint8Array;
}

/** What there was to receive: the parcels that were fit to open, and why the others were not. */
export interface Delivery {
  parcels: Parcel[];
  refused: { name: string; reason: string }[];
}

/** How the jobs of one run hand results to the last one: artifacts, or refs where there are none. */
export interface ShardExchange {
  /** What it is, in words for messages. */
  readonly description: string;
  /**
   * Leaves a parcel.
   * @throws UserError when there is no such exchange here.
   */
  send(parcel: Parcel): Promise<void>;
  /** Everything of this run whose name passes; what is too large or too much is refused and named. */
  receive(wanted: (names: readonly string[]) => readonly string[]): Promise<Delivery>;
  /** Takes away what runs left that are too old to be run again; absent = the host does. Returns why not, or null. */
  tidy?(): Promise<string | null>;
}
