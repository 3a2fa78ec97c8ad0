import { runAction, writeDocument } from '@qitops/action-kit';
import { gitCredentials, githubHistory, readEvent } from '@qitops/github';
import { contract } from '../contract.ts';
import { recordRun } from './record.ts';
import { flakySummary, isFlaky } from './summary.ts';

await runAction(contract, async ({ inputs, cell, env, log, context }) => {
  const { flakyDetect } = await import('@qitops/commands');
  const event = readEvent(env);
  const token = inputs.token ?? '';
  Object.assign(process.env, gitCredentials(event.serverUrl, token));
  const command = { ...context(inputs['working-directory']), elsewhere: githubHistory({ event, token }) };
  const recorded = await log.group('Record', () => recordRun(command, event, inputs, cell));
  const document = await log.group('Detect', () =>
    flakyDetect(command, { store: inputs.store, triage: inputs.triage, keepState: recorded }),
  );
  const flaky = document.tests.filter(isFlaky);
  return {
    outputs: {
      flaky: JSON.stringify(flaky.map((test) => test.name)),
      'flaky-count': flaky.length,
      runs: document.runs,
      recorded,
      json: await writeDocument(contract.name, document),
    },
    summary: flakySummary(document),
  };
});
