import type { AnalyzeDocument, SuggestDocument } from '@qitops/model';

/** What a comment is made of, and where it will stand. */
export interface CommentInput {
  analysis: AnalyzeDocument;
  suggestions: SuggestDocument | null;
  /** The workflow's name: the comment has a section for each. */
  workflow: string;
  /** `https://github.com/owner/name`, or null outside a host. */
  repositoryUrl: string | null;
  /** Web page of this run, for "full details". */
  runUrl: string | null;
  /** Where a suggested test may be added by hand: the pull request's own repository and branch. */
  acceptAt?: { repositoryUrl: string; branch: string } | null;
  /** The job, when several of the workflow have a section each. */
  job?: string | null;
  /** Markdown that says who found this out, when it was not this run. */
  origin?: string | null;
  /** Greatest length in characters and in UTF-8 bytes. */
  budget: number;
}
