import type { PublishRefusal, PullRequestInfo } from './ports.ts';

/** More of a pull request than its commits. */
export interface PullRequestFacts extends PullRequestInfo {
  title: string;
  /** Description; empty when there is none. */
  body: string;
  open: boolean;
  /** The repository of its head; null = it was deleted. */
  headRepository: { owner: string; name: string } | null;
  /** Whether people with write access to the base may push to its head. */
  maintainersMayPush: boolean;
}

/** A comment of the conversation. */
export interface ThreadComment {
  id: number;
  body: string;
  url: string;
  /** ISO time of its last change. */
  updatedAt: string;
  /** True when a bot wrote it. */
  bot: boolean;
}

/** What is at a path of a commit. `other` = a folder, a link or a submodule, there or on the way to it. */
export type PathThere = { kind: 'none' } | { kind: 'file'; blob: string } | { kind: 'other' };

/** Files of commits without a checkout. */
export interface CommitFiles {
  look(path: string): Promise<PathThere>;
  /** The text of a file; null when there is none. */
  text(path: string): Promise<string | null>;
  /** Id of the tree of all of them; null = unknown. */
  tree(): Promise<string | null>;
}

/** A commit on the head branch of a pull request, made without a checkout. */
export interface BranchCommit {
  repository: { owner: string; name: string };
  branch: string;
  /** Commit that the branch has to be at. */
  on: string;
  /** Tree of that commit; null = unknown. */
  tree: string | null;
  files: readonly { path: string; content: string }[];
  message: string;
  author: { name: string; email: string };
}

/** Where changes are offered to people and accepted by them; implemented by `github`. */
export interface ProposalHost {
  /** @throws nothing for a refusal: it is answered. */
  facts(number: number): Promise<PullRequestFacts | PublishRefusal>;
  /** Whether a person may push to the repository. */
  mayWrite(login: string): Promise<boolean | PublishRefusal>;
  files(repository: { owner: string; name: string }, commit: string): CommitFiles;
  /** The text of one file at a commit, without a look at the others; null when there is none. */
  fileAt(repository: { owner: string; name: string }, commit: string, path: string): Promise<string | null>;
  /** Documents that runs of this repository left under a name, newest first, within `limit` bytes each. */
  parcels(name: string, limit: number): Promise<{ bytes: Uint8Array; runId: number }[] | PublishRefusal>;
  /** Comments of a pull request, oldest first. */
  comments(number: number): Promise<ThreadComment[]>;
  /** Writes a comment whose text begins with `marker`, once: over the bot's of `known` that does, when there is one. */
  answer(
    number: number,
    known: readonly ThreadComment[],
    marker: string,
    body: string,
  ): Promise<PublishRefusal | null>;
  /** Gives a comment another text. One that is gone is fine. */
  rewrite(comment: number, body: string): Promise<PublishRefusal | null>;
  /** Runs a workflow run again. */
  runAgain(runId: number): Promise<PublishRefusal | null>;
}

/** Writes to branches; built from a token whose pushes start checks. */
export interface BranchWriter {
  /** `moved`: the branch is not where it has to be. */
  commit(commit: BranchCommit): Promise<{ sha: string } | { moved: true } | PublishRefusal>;
}

/** A change that is offered as a pull request of its own. */
export interface OfferedChange {
  /** The branch that holds it; the same one is used again. */
  branch: string;
  title: string;
  /** Description in Markdown. */
  body: string;
  message: string;
  files: readonly { path: string; content: string }[];
  author: { name: string; email: string };
}

/** Opens pull requests without a checkout. */
export interface PullRequestOpener {
  /** The default branch as the host has it now. */
  base(): Promise<{ branch: string; sha: string } | PublishRefusal>;
  files(commit: string): CommitFiles;
  /** Puts the change on its branch, on what is there already, and opens the pull request unless it is open. */
  offer(
    base: { branch: string; sha: string },
    change: OfferedChange,
  ): Promise<{ url: string; action: 'created' | 'updated' | 'unchanged' } | PublishRefusal>;
}
