import { type EventInfo, gitCredentials, githubHistory, pullRequestText, revisionsOf } from '@qitops/github';
import { modelFailure, providerHere } from './model.ts';
import { publish } from './publish.ts';
import type { Outcome, Scope } from './scope.ts';

/** All phases in one job: the engine without a key, and what it found in a comment unless analyze-pr shows it. */
export async function allPhases(scope: Scope, event: EventInfo): Promise<Outcome> {
  const { inputs, env, log, context } = scope;
  const token = inputs.token ?? '';
  Object.assign(process.env, gitCredentials(event.serverUrl, token));
  const here = { ...context(inputs['working-directory']), elsewhere: githubHistory({ event, token }) };
  const provider = providerHere(inputs.provider, env, log);
  const told = provider ? await pullRequestText({ event, token }) : { text: '' };
  const prText = 'text' in told ? told.text : '';
  const { suggestTests } = await import('@qitops/commands');
  const { coverage, out } = inputs;
  const revisions = revisionsOf(event);
  const suggested = await log.group('Suggest', () =>
    suggestTests(here, { ...revisions, coverage, out, provider, prText }),
  );
  const outcome = await publish(scope, event, { suggested, head: revisions.head }, { yields: true });
  const required = inputs['require-model'] && suggested.functions.length > 0;
  const none = provider === null ? 'A model was required and none was asked.' : null;
  return {
    ...outcome,
    failure: inputs['require-model'] && none ? none : modelFailure(suggested.model, { required }),
  };
}
