import { runAction, writeDocument } from '@qitops/action-kit';
import { gitCredentials, githubReviewHost, readEvent, revisionsOf } from '@qitops/github';
import { contract } from '../contract.ts';
import { postComment } from './comment.ts';
import { deferToPost } from './post.ts';
import { analysisMarkdown, failureOf, outputsOf } from './results.ts';
import { findSuggestions } from './suggestions.ts';

await runAction(contract, async ({ inputs, phase, env, log, context }) => {
  const { analyzePr } = await import('@qitops/commands');
  const event = readEvent(env);
  const token = inputs.token ?? '';
  Object.assign(process.env, gitCredentials(event.serverUrl, token));
  const command = context(inputs['working-directory']);
  const revisions = revisionsOf(event);
  const analysis = await log.group('Analyse', () =>
    analyzePr(command, { ...inputs, ...revisions, flaky: null, suggestions: null }),
  );
  if (phase === 'main' && analysis.results.totals.tests === 0) return deferToPost(log);

  const suggestions = await log.group('Suggest', () => findSuggestions(command, { ...inputs, ...revisions }));
  const markdown = analysisMarkdown(analysis, suggestions, event);
  const host = githubReviewHost({ event, token });
  const url = await log.group('Comment', () =>
    postComment({ host, event, analysis, markdown, when: inputs.comment, log }),
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
});
