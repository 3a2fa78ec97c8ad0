import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { documentPath, runAction, writeDocument } from '@qitops/action-kit';
import { gitCredentials, githubHistory, readEvent } from '@qitops/github';
import { contract } from '../contract.ts';
import { compactHistory } from './compact.ts';

/** The document that another action of this job wrote, if it did. */
function made(name: string): string | null {
  const path = documentPath(name);
  return existsSync(path) ? path : null;
}

await runAction(contract, async ({ inputs, env, log, context }) => {
  const { report } = await import('@qitops/commands');
  const event = readEvent(env);
  const token = inputs.token ?? '';
  Object.assign(process.env, gitCredentials(event.serverUrl, token));
  const command = { ...context(inputs['working-directory']), elsewhere: githubHistory({ event, token }) };
  const document = await log.group('Report', () =>
    report(command, {
      ...inputs,
      analysis: inputs.analysis ?? made('analyze-pr'),
      suggestions: inputs.suggestions ?? made('suggest-tests'),
      flaky: inputs.flaky ?? made('flaky-detect'),
    }),
  );
  await log.group('Compact', () => compactHistory(command, { store: inputs.store, event, token, log }));
  const { pages, bytes, runs, tests } = document;
  return {
    outputs: {
      path: resolve(command.cwd, inputs.out),
      pages,
      bytes,
      json: await writeDocument(contract.name, document),
    },
    summary: `## qitops report\n\n${pages} pages of ${runs} runs and ${tests} tests, ${(bytes / 1e6).toFixed(1)} MB.\n`,
  };
});
