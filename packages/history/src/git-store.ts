import type { GitRunner } from '@qitops/model';
import { GitHost } from './git-host.ts';
import { RefStore } from './ref-store.ts';

export interface GitStoreOptions {
  git: GitRunner;
  /** Full name: `refs/qitops/history`. */
  ref: string;
  /** Remote that holds the ref; null = this repository alone. */
  remote: string | null;
}

/** A store in a ref of a repository, without a checkout and without touching the index. */
export class GitStore extends RefStore {
  constructor({ git, ref, remote }: GitStoreOptions) {
    super(new GitHost(git, remote), ref);
  }
}
