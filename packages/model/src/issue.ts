import type { PublishRefusal } from './ports.ts';

/** An issue that qitops keeps: found again by any of its markers. */
export interface KeptIssue {
  /** Hidden marks that the body carries, `<!-- … -->`; an issue with any of them is this one. */
  markers: readonly string[];
  title: string;
  /** Markdown without the markers. */
  body: string;
  /** Whether it should be open. */
  open: boolean;
  /** Pinned when it is made; GitHub pins at most three. */
  pinned?: boolean;
}

export interface KeptIssueResult {
  url: string;
  action: 'created' | 'updated' | 'closed' | 'reopened' | 'unchanged';
  /** What went wrong beside it. */
  remark?: string;
}

/** Where issues are kept; implemented by `github`. */
export interface IssueHost {
  /**
   * Brings issues into the wanted state, at most `limit` writes. One that a person closed stays closed. Returns what
   * was done, or why nothing could be.
   */
  keepIssues(
    label: string,
    wanted: readonly KeptIssue[],
    limit: number,
  ): Promise<{ done: KeptIssueResult[]; left: number } | PublishRefusal>;
}
