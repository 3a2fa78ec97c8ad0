import type { CommandContext } from '@qitops/commands';
import { type EventInfo, mayWriteHistory, shardExchange } from '@qitops/github';

interface RecordInputs {
  record: 'auto' | 'never';
  store: string;
  results: string[];
  coverage: string[];
}

/** Adds this run to the history if the event may. Says why when it does not. Returns whether it was stored. */
export async function recordRun(
  context: CommandContext,
  event: EventInfo,
  inputs: RecordInputs,
  cell: string,
): Promise<boolean> {
  if (inputs.record === 'never') {
    context.log.info('Not recorded: the input record is never.');
    return false;
  }
  if (!mayWriteHistory(event)) {
    context.log.info(
      `Not recorded: only runs of the default branch are, and this is ${event.name} of ${event.ref}.`,
    );
    return false;
  }
  const { Git, historyAdd } = await import('@qitops/commands');
  const { store, results, coverage } = inputs;
  const shards = shardExchange({ event, env: context.env, git: new Git(context.cwd) });
  const added = await historyAdd(context, { store, results, coverage, cell, shards });
  for (const { key, reason } of added.skipped) context.log.warn(`Not recorded: ${key}: ${reason}`);
  context.log.info(`The history has ${added.runs} runs, ${added.stored} of them added now.`);
  return added.stored > 0;
}
