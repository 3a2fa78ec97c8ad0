import { runAction, writeDocument } from '@qitops/action-kit';
import { gitCredentials, githubHistory, readEvent, revisionsOf } from '@qitops/github';
import { contract } from '../contract.ts';
import { detected } from './detected.ts';
import { detectSummary } from './summary.ts';
import { unitsForMatrix } from './units.ts';

await runAction(contract, async ({ inputs, env, context, log }) => {
  const { affectedUnits, fileShards, treeOf } = await import('@qitops/commands');
  const event = readEvent(env);
  const token = inputs.token ?? '';
  Object.assign(process.env, gitCredentials(event.serverUrl, token));
  const command = { ...context(inputs['working-directory']), elsewhere: githubHistory({ event, token }) };
  const document = await log.group('Detect', async () =>
    detected(command, { verify: inputs.verify, tree: await treeOf(command), log }),
  );
  const affected = await affectedUnits(command, document.units, revisionsOf(event));
  for (const { path, reason, affected: isAffected } of affected)
    log.info(`${path} is ${isAffected ? '' : 'not '}affected: ${reason}`);
  const shards =
    inputs.shards > 0 ? await fileShards(command, { store: inputs.store, total: inputs.shards }) : [];
  const languages = new Set(document.units.flatMap((unit) => unit.languages?.value ?? []));
  return {
    outputs: {
      json: await writeDocument(contract.name, document),
      count: document.units.length,
      paths: JSON.stringify(document.units.map((unit) => unit.path)),
      units: JSON.stringify(unitsForMatrix(document)),
      affected: JSON.stringify(affected.filter((unit) => unit.affected).map(({ path }) => path)),
      shards: JSON.stringify(shards),
      languages: JSON.stringify([...languages].sort()),
    },
    summary: detectSummary(document, affected, shards),
  };
});
