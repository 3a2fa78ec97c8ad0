import { type AnalyzeDocument, SuggestDocument } from '@qitops/model';
import { renderComment } from '@qitops/render';
import type { CommandContext } from '../context.ts';
import { readDocument } from '../documents.ts';

/** GitHub's greatest comment, in characters. */
export const COMMENT_BUDGET = 65_536;

/** The comment of an analysis as `--markdown` writes it. */
export async function commentOf(
  context: CommandContext,
  analysis: AnalyzeDocument,
  options: { suggestions: string | null },
): Promise<string> {
  const suggestions = options.suggestions
    ? await readDocument(context, options.suggestions, SuggestDocument, 'suggest-tests')
    : null;
  const { env } = context;
  const repositoryUrl = env.GITHUB_REPOSITORY
    ? `${env.GITHUB_SERVER_URL ?? 'https://github.com'}/${env.GITHUB_REPOSITORY}`
    : null;
  const runUrl =
    repositoryUrl && env.GITHUB_RUN_ID ? `${repositoryUrl}/actions/runs/${env.GITHUB_RUN_ID}` : null;
  return renderComment({
    analysis,
    suggestions,
    workflow: env.GITHUB_WORKFLOW ?? 'qitops',
    repositoryUrl,
    runUrl,
    budget: COMMENT_BUDGET,
  });
}
