import type { Account, Role } from './accounts.ts';

export interface LocalComment {
  id: number;
  issue: number;
  author: Account;
  body: string;
  createdAt: string;
  updatedAt: string;
  /** How often its text was changed. */
  edits: number;
}

export interface LocalPull {
  number: number;
  title: string;
  body?: string;
  author: Account;
  state: 'open' | 'closed';
  maintainersMayPush?: boolean;
  head: { ref: string; sha: string; repositoryId: number | null; owner: string };
  base: { ref: string; sha: string };
}

export interface LocalCheck {
  id: number;
  name: string;
  sha: string;
  externalId: string;
  conclusion: string | null;
  output: Record<string, unknown>;
  /** All that were ever sent. */
  annotations: Record<string, unknown>[];
}

export interface LocalIssue {
  number: number;
  title: string;
  body: string;
  labels: string[];
  state: 'open' | 'closed';
  /** How often it was changed. */
  edits: number;
  pinned: boolean;
}

/** A repository as far as its API is answered here. */
export class LocalRepository {
  readonly owner: string;
  readonly name: string;
  readonly id: number;
  readonly isPublic: boolean;
  readonly isArchived: boolean;
  readonly isFork: boolean;
  /** Whether a person has it and no organisation. */
  readonly ofPerson: boolean;
  /** Folder of its git repository; null = it has none. */
  readonly bare: string | null;
  readonly pulls = new Map<number, LocalPull>();
  readonly comments: LocalComment[] = [];
  readonly checks: LocalCheck[] = [];
  readonly issues: LocalIssue[] = [];
  /** What people may do here, by login. */
  readonly roles = new Map<string, Role>();
  /** How GitHub Pages publishes; null = it is off. */
  pages: { build_type: 'legacy' | 'workflow'; public: boolean } | null = null;
  /** Branches that runs were of, where it is not the default one. */
  readonly branches = new Map<number, string>();
  /** Where runs were started from, where it is not the default branch of this repository. */
  readonly heads = new Map<number, { sha: string; branch: string; repositoryId: number | null }>();
  /** Runs that were run again. */
  readonly runAgain: number[] = [];
  #nextId = 1000;
  #clock = Date.parse('2026-01-01T00:00:00Z');

  constructor(options: {
    owner: string;
    name: string;
    id?: number;
    isPublic?: boolean;
    isArchived?: boolean;
    isFork?: boolean;
    ofPerson?: boolean;
    bare?: string;
  }) {
    this.bare = options.bare ?? null;
    this.owner = options.owner;
    this.name = options.name;
    this.id = options.id ?? 1;
    this.isPublic = options.isPublic ?? true;
    this.isArchived = options.isArchived ?? false;
    this.isFork = options.isFork ?? false;
    this.ofPerson = options.ofPerson ?? false;
  }

  get fullName(): string {
    return `${this.owner}/${this.name}`;
  }

  addPull(pull: LocalPull): LocalPull {
    this.pulls.set(pull.number, pull);
    return pull;
  }

  addComment(issue: number, author: Account, body: string): LocalComment {
    const now = this.#now();
    const comment = { id: this.#nextId++, issue, author, body, createdAt: now, updatedAt: now, edits: 0 };
    this.comments.push(comment);
    return comment;
  }

  addIssue(issue: Pick<LocalIssue, 'title' | 'body' | 'labels'>): LocalIssue {
    const added: LocalIssue = {
      ...issue,
      number: 500 + this.issues.length,
      state: 'open',
      edits: 0,
      pinned: false,
    };
    this.issues.push(added);
    return added;
  }

  addCheck(check: Pick<LocalCheck, 'name' | 'sha' | 'externalId'>): LocalCheck {
    const added = { ...check, id: this.#nextId++, conclusion: null, output: {}, annotations: [] };
    this.checks.push(added);
    return added;
  }

  editComment(comment: LocalComment, body: string): void {
    comment.body = body;
    comment.updatedAt = this.#now();
    comment.edits += 1;
  }

  #now(): string {
    this.#clock += 1000;
    return new Date(this.#clock).toISOString().replace('.000', '');
  }
}
