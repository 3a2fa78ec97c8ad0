import { runAction, writeDocument } from '@qitops/action-kit';
import { gitCredentials, githubHistory, mayWriteHistory, readEvent } from '@qitops/github';
import { contract } from '../contract.ts';
import { keepFlakyIssues } from './issues.ts';
import { recordRun } from './record.ts';
import { rerunTests } from './rerun.ts';
import { flakySummary, isFlaky } from './summary.ts';

await runAction(contract, async ({ inputs, cell, env, log, context }) => {
  const { flakyDetect } = await import('@qitops/commands');
  const event = readEvent(env);
  const token = inputs.token ?? '';
  Object.assign(process.env, gitCredentials(event.serverUrl, token));
  const command = { ...context(inputs['working-directory']), elsewhere: githubHistory({ event, token }) };
  await log.group('Run again', () => rerunTests(command, inputs));
  const recorded = await log.group('Record', () => recordRun(command, event, inputs, cell));
  const keepState = mayWriteHistory(event);
  const quarantine = inputs.quarantine && keepState;
  const document = await log.group('Detect', () =>
    flakyDetect(command, { ...inputs, quarantine, keepState }),
  );
  if (inputs.issues) await log.group('Issues', () => keepFlakyIssues(document, { event, token, log }));
  const flaky = document.tests.filter(isFlaky);
  return {
    outputs: {
      flaky: JSON.stringify(flaky.map((test) => test.name)),
      'flaky-count': flaky.length,
      runs: document.runs,
      recorded,
      quarantined: JSON.stringify(document.quarantine?.active.map(({ name }) => name) ?? []),
      skip: JSON.stringify(document.quarantine?.skip ?? {}),
      json: await writeDocument(contract.name, document),
    },
    summary: flakySummary(document),
  };
});
