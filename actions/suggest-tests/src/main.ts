import { runAction, writeDocument } from '@qitops/action-kit';
import { gitCredentials, githubHistory, githubReviewHost, readEvent, revisionsOf } from '@qitops/github';
import { contract } from '../contract.ts';
import { postSuggestions } from './comment.ts';
import { suggestionsMarkdown } from './markdown.ts';
import { modelFailure, providerHere } from './model.ts';
import { pullRequestText } from './pull-request-text.ts';

await runAction(contract, async ({ inputs, env, log, context }) => {
  const { suggestTests } = await import('@qitops/commands');
  const event = readEvent(env);
  const token = inputs.token ?? '';
  Object.assign(process.env, gitCredentials(event.serverUrl, token));
  const command = { ...context(inputs['working-directory']), elsewhere: githubHistory({ event, token }) };
  const provider = providerHere(inputs.provider, env, log);
  const prText = provider ? await pullRequestText(env) : '';
  const document = await log.group('Suggest', () =>
    suggestTests(command, { ...inputs, ...revisionsOf(event), provider, prText }),
  );
  const markdown = suggestionsMarkdown(document);
  if (inputs.comment) await postSuggestions(githubReviewHost({ event, token }), event, markdown, log);
  const count = (kind: string) =>
    document.suggestions.filter((suggestion) => suggestion.kind === kind).length;
  return {
    outputs: {
      tests: count('test'),
      questions: count('question'),
      json: await writeDocument(contract.name, document),
    },
    summary: markdown,
    failure: modelFailure(document, { provider, required: inputs['require-model'] }),
  };
});
