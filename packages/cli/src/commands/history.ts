import * as commands from '@qitops/commands';
import { type HistoryDocument, UserError } from '@qitops/model';
import {
  type AddCommand,
  coverageOption,
  list,
  numberOrNothing,
  type Options,
  storeOption,
  textOrNothing,
  wholeNumber,
} from '../options.ts';
import { historyText } from '../text.ts';

/** Commands over the run history. */
export function addHistory(add: AddCommand): void {
  const history = add(
    'history',
    'add, import, export, compact or forget runs',
    'qitops history add reports/junit.xml --store .qitops/history',
  );
  history.command
    .argument('<action>', 'add | import | export | compact | forget')
    .argument('[files...]')
    .addOption(storeOption(commands.DEFAULT_STORE))
    .addOption(coverageOption())
    .option('--sha <sha>', 'commit that was measured')
    .option('--tree <sha>', 'its tree')
    .option('--ref <ref>', 'ref that the run was for')
    .option('--base <sha>', 'base of the pull request')
    .option('--pr <number>', 'number of the pull request', wholeNumber)
    .option('--run-id <id>', 'id of the run')
    .option('--attempt <number>', 'attempt of the run', wholeNumber)
    .option('--job <job>', 'job of the run')
    .option('--cell <cell>', 'matrix cell of the job')
    .option('--started <time>', 'start of the run, ISO 8601')
    .option('--author <name>', 'add: keep who wrote the change; forget: take the name off the runs')
    .option('--test <test>', 'forget: id or name of the test')
    .option('--before <date>', 'forget: runs that started before it');
  history.does(async (context, [action = '', ...files], options) => {
    const document = await act(context, action, files, options);
    return { document, text: historyText(document), exit: 0 };
  });
}

async function act(
  context: commands.CommandContext,
  action: string,
  files: string[],
  options: Options,
): Promise<HistoryDocument> {
  const store = String(options.store);
  switch (action) {
    case 'add':
      return commands.historyAdd(context, {
        store,
        results: files,
        coverage: list(options.coverage),
        sha: textOrNothing(options.sha),
        tree: textOrNothing(options.tree),
        ref: textOrNothing(options.ref),
        base: textOrNothing(options.base),
        pr: numberOrNothing(options.pr),
        runId: textOrNothing(options.runId),
        attempt: numberOrNothing(options.attempt),
        job: textOrNothing(options.job),
        cell: textOrNothing(options.cell),
        started: textOrNothing(options.started),
        author: textOrNothing(options.author),
      });
    case 'import':
      return commands.historyImport(context, { store, file: oneFile(action, files) });
    case 'export':
      return commands.historyExport(context, { store, file: oneFile(action, files) });
    case 'compact':
      return commands.historyCompact(context, { store });
    case 'forget':
      return commands.historyForget(context, {
        store,
        test: textOrNothing(options.test),
        author: textOrNothing(options.author),
        before: textOrNothing(options.before),
      });
    default:
      throw new UserError({
        what: `history knows no "${action}"`,
        remedy: 'use add, import, export, compact or forget',
      });
  }
}

function oneFile(action: string, files: readonly string[]): string {
  if (files.length === 1) return files[0]!;
  throw new UserError({
    what: `${action} takes one file`,
    remedy: `qitops history ${action} runs.ndjson.gz`,
  });
}
