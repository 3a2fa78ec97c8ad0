import { join } from 'node:path';
import type { ActionScope } from '@qitops/action-kit';
import { expectedShards, newestShards, openDelivery, type ShardsToJoin } from '@qitops/commands';
import { artifactExchange, type EventInfo, ownWorkflow } from '@qitops/github';
import type { contract } from '../contract.ts';

/** What the other jobs of this run handed over, of each the newest attempt. */
export async function collectShards(
  { env, log }: ActionScope<typeof contract>,
  event: EventInfo,
  wanted: number,
): Promise<ShardsToJoin> {
  const exchange = artifactExchange({ folder: env.RUNNER_TEMP ?? join(process.cwd(), '.qitops') });
  return log.group(`Join the ${exchange.description}`, async () => {
    const opened = openDelivery(await exchange.receive(newestShards), event);
    const text = await ownWorkflow(event, env);
    for (const { place } of opened.documents)
      log.info(`${place.job} ${place.cell}, attempt ${place.attempt}`);
    return { ...opened, wanted, expected: text === null ? null : expectedShards(text) };
  });
}
