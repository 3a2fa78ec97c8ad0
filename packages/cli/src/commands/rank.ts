import * as commands from '@qitops/commands';
import {
  type AddCommand,
  baseOption,
  headOption,
  list,
  numberOrNothing,
  storeOption,
  textOrNothing,
  wholeNumber,
} from '../options.ts';
import { rankText } from '../text.ts';

/** The command that orders tests. */
export function addRank(add: AddCommand): void {
  const { command, does } = add(
    'rank',
    'order tests by how likely they find a fault',
    'qitops rank --store .qitops/history --budget-seconds 60',
  );
  command
    .addOption(storeOption(commands.DEFAULT_STORE))
    .option('--budget-seconds <n>', 'time there is', wholeNumber)
    .option('--changed <file...>', 'files that changed, instead of those between base and head')
    .addOption(baseOption())
    .addOption(headOption())
    .option('--shards <n>', 'count of shards to balance', wholeNumber);
  does(async (context, _, options) => {
    const document = await commands.rank(context, {
      store: String(options.store),
      budgetSeconds: numberOrNothing(options.budgetSeconds) ?? null,
      changed: options.changed === undefined ? null : list(options.changed),
      base: textOrNothing(options.base),
      head: textOrNothing(options.head),
      shards: numberOrNothing(options.shards) ?? null,
    });
    return { document, text: rankText(document), exit: 0 };
  });
}
