import type { ActionScope } from '@qitops/action-kit';
import { expectedShards, Git, newestShards, openDelivery, type ShardsToJoin } from '@qitops/commands';
import { type EventInfo, ownWorkflow, shardExchange } from '@qitops/github';
import type { contract } from '../contract.ts';

/** What the other jobs of this run handed over, of each the newest attempt. */
export async function collectShards(
  { env, log, inputs, context }: ActionScope<typeof contract>,
  event: EventInfo,
  wanted: number,
): Promise<ShardsToJoin> {
  const git = new Git(context(inputs['working-directory']).cwd);
  const exchange = shardExchange({ event, env, git });
  return log.group(`Join the ${exchange.description}`, async () => {
    const opened = openDelivery(await exchange.receive(newestShards), event);
    const left = await exchange.tidy?.();
    if (left) log.info(left);
    const text = await ownWorkflow(event, env);
    for (const { place } of opened.documents)
      log.info(`${place.job} ${place.cell}, attempt ${place.attempt}`);
    return { ...opened, wanted, expected: text === null ? null : expectedShards(text) };
  });
}
