import { type ActionOutcome, type ActionScope, writeDocument } from '@qitops/action-kit';
import { analyzePr, Git, type ShardsToJoin } from '@qitops/commands';
import { type EventInfo, githubHistory, githubReviewHost, revisionsOf } from '@qitops/github';
import { contract } from '../contract.ts';
import { postCheck } from './check.ts';
import { postComment } from './comment.ts';
import { leaveReport } from './leave-report.ts';
import { deferToPost } from './post.ts';
import { analysisMarkdown, failureOf, outputsOf } from './results.ts';
import { findSuggestions } from './suggestions.ts';

/**
 * Judges what this job measured, or what others did, and says it everywhere.
 * @param job name for its own section of the comment, when other jobs of the workflow have one too.
 */
export async function judge(
  scope: ActionScope<typeof contract>,
  event: EventInfo,
  shards: ShardsToJoin | undefined,
  job: string | null = null,
): Promise<ActionOutcome<typeof contract>> {
  const { inputs, phase, log, context, matrix } = scope;
  const token = inputs.token ?? '';
  const command = { ...context(inputs['working-directory']), elsewhere: githubHistory({ event, token }) };
  const revisions = revisionsOf(event);
  const analysis = await log.group('Analyse', () =>
    analyzePr(command, { ...inputs, ...revisions, matrix, flaky: null, suggestions: null, shards }),
  );
  if (phase === 'main' && !shards && analysis.results.totals.tests === 0) return deferToPost(log);

  const suggestions = await log.group('Suggest', () => findSuggestions(command, { ...inputs, ...revisions }));
  const markdown = analysisMarkdown(analysis, suggestions, event, { job });
  const host = githubReviewHost({ event, token });
  const url = await log.group('Comment', () =>
    postComment({ host, event, analysis, markdown, when: inputs.comment, log, job }),
  );
  await postCheck(scope, { host, event, analysis, markdown });
  await leaveReport(
    scope,
    { event, git: new Git(command.cwd) },
    { analysis, suggestions, commented: url !== null },
  );
  return {
    outputs: {
      ...outputsOf(analysis),
      'comment-url': url ?? '',
      json: await writeDocument(contract.name, analysis),
    },
    summary: markdown(Number.MAX_SAFE_INTEGER),
    findings: analysis.findings,
    failure: failureOf(analysis),
  };
}
