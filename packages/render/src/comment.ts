import type { AnalyzeDocument, SuggestDocument } from '@qitops/model';

export interface CommentInput {
  analysis: AnalyzeDocument;
  suggestions: SuggestDocument | null;
  /** The workflow's name: the comment has a section for each. */
  workflow: string;
  /** `https://github.com/owner/name`, or null outside a host. */
  repositoryUrl: string | null;
  /** Web page of this run, for "full details". */
  runUrl: string | null;
  /** Greatest length in characters and in UTF-8 bytes. */
  budget: number;
}

/** The pull request comment (and, with a larger budget, the job summary) as Markdown. */
export function renderComment(input: CommentInput): string {
  return input.analysis.headline;
}
