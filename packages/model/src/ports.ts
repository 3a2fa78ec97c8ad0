/** A folder-like store of small objects: a folder, a git ref, a branch, a cache. Keys use `/`. */
export interface ObjectStore {
  /** Where it is, in words for messages: `folder .qitops/history`. */
  readonly description: string;
  /** Keys below `prefix`, sorted. An absent store is an empty one. */
  list(prefix: string): Promise<string[]>;
  /** The object's bytes, or null when there is none. */
  read(key: string): Promise<Uint8Array | null>;
  /** The bytes of many objects at once; absent ones are left out. */
  readMany(keys: readonly string[]): Promise<Map<string, Uint8Array>>;
  /** Applies all changes at once (null deletes) or none; retries lost races itself. */
  write(changes: ReadonlyMap<string, Uint8Array | null>, message: string): Promise<void>;
}

export interface CompletionRequest {
  system: string;
  prompt: string;
  /** JSON Schema that the answer must satisfy. */
  schema: Record<string, unknown>;
  maxOutputTokens: number;
}

export interface CompletionResult {
  json: unknown;
  inputTokens: number;
  outputTokens: number;
}

/** Asks a model once. Throws on any failure of the service; the caller falls back to the engine. */
export type CompleteFn = (request: CompletionRequest) => Promise<CompletionResult>;

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

/** Where reviews happen; implemented by `github`. Writes are idempotent by marker. */
export interface ReviewHost {
  pullRequest(): Promise<PullRequestInfo | null>;
  /**
   * Creates or updates the one comment that carries `marker`. Returns its URL, or why it was refused.
   */
  upsertComment(
    pr: number,
    marker: string,
    render: (existing: string | null) => string,
  ): Promise<{ url: string; action: 'created' | 'updated' | 'unchanged' } | PublishRefusal>;
}
