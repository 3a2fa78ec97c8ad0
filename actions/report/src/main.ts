import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { documentPath, runAction, writeDocument } from '@qitops/action-kit';
import { escapeMarkdown } from '@qitops/escape';
import { gitCredentials, githubHistory, readEvent } from '@qitops/github';
import { contract } from '../contract.ts';
import { compactHistory } from './compact.ts';
import { keepFigures } from './figures.ts';
import { keepArtifact, mayPublish } from './publish.ts';
import { keepOpenOnes, openOnes } from './pull-requests.ts';
import { tell } from './tell.ts';

/** The document that another action of this job wrote, if it did. */
function made(name: string): string | null {
  const path = documentPath(name);
  return existsSync(path) ? path : null;
}

await runAction(contract, async ({ inputs, env, log, context }) => {
  const { report, loadConfig } = await import('@qitops/commands');
  const event = readEvent(env);
  const token = inputs.token ?? '';
  Object.assign(process.env, gitCredentials(event.serverUrl, token));
  const command = { ...context(inputs['working-directory']), elsewhere: githubHistory({ event, token }) };
  const pulls = { event, token, store: inputs.store, log };
  const open = await openOnes(pulls);
  await log.group('Pull requests', () => keepOpenOnes(command, open, pulls));
  const document = await log.group('Report', () =>
    report(command, {
      ...inputs,
      openPullRequests: open,
      analysis: inputs.analysis ?? made('analyze-pr'),
      suggestions: inputs.suggestions ?? made('suggest-tests'),
      flaky: inputs.flaky ?? made('flaky-detect'),
    }),
  );
  const folder = resolve(command.cwd, inputs.out);
  const options = { event, token, config: await loadConfig(command), store: inputs.store, folder, log };
  const site = await log.group('Publish', async () => {
    await keepArtifact(folder, options);
    return mayPublish(options);
  });
  await keepFigures(command, options, site.publish ? site.url : null);
  const told = await log.group('Tell', () => tell(command, document, options));
  await log.group('Compact', () => compactHistory(command, { ...options, open }));
  const { pages, bytes, runs, tests } = document;
  return {
    outputs: {
      path: folder,
      publish: String(site.publish),
      pages,
      bytes,
      json: await writeDocument(contract.name, document),
    },
    summary: [
      `## qitops report\n\n${pages} pages of ${runs} runs and ${tests} tests, ${(bytes / 1e6).toFixed(1)} MB.`,
      ...[...(site.reason ? [site.reason] : []), ...told].map((line) => `- ${escapeMarkdown(line)}`),
      '',
    ].join('\n'),
  };
});
