import * as commands from '@qitops/commands';
import { escapeTerminal } from '@qitops/escape';
import { type FlakyDocument, type QuarantineEntry, UserError } from '@qitops/model';
import {
  type AddCommand,
  coverageOption,
  list,
  type Options,
  resultsOption,
  storeOption,
  textOrNull,
  wholeNumber,
} from '../options.ts';
import { flakyText, rerunText } from '../text.ts';

/** Commands about tests that fail by chance. */
export function addFlaky(add: AddCommand): void {
  const flaky = add(
    'flaky-detect',
    'which tests are flaky, with the evidence',
    'qitops flaky-detect --store .qitops/history --quarantine',
  );
  flaky.command
    .addOption(storeOption(commands.DEFAULT_STORE))
    .option('--keep-state', 'store what the detector knows, for a faster next time')
    .option('--triage', 'say why each first-attempt failure failed')
    .option('--quarantine', 'write tests that are surely flaky into the quarantine of the store');
  flaky.does(async (context, _, options) => {
    const document = await commands.flakyDetect(context, {
      store: String(options.store),
      triage: options.triage === true,
      quarantine: options.quarantine === true,
      keepState: options.keepState === true,
    });
    return { document, text: flakyText(document), exit: 0 };
  });

  const rerun = add(
    'rerun',
    'run failed tests again and try new ones, through your own test command',
    'qitops rerun --store .qitops/history -- npx vitest run',
  );
  rerun.command
    .argument('[command...]', 'the test command, after --')
    .addOption(storeOption(commands.DEFAULT_STORE))
    .addOption(resultsOption())
    .addOption(coverageOption());
  rerun.does(async (context, command, options) => {
    const document = await commands.rerun(context, {
      store: String(options.store),
      results: list(options.results),
      coverage: list(options.coverage),
      command,
    });
    return { document, text: rerunText(document), exit: 0 };
  });

  const quarantine = add(
    'quarantine',
    'list the tests that may fail for now, add or remove one by hand',
    'qitops quarantine add "Cart › adds" --owner @acme/shop --reason "waits for a clock" --days 14',
  );
  quarantine.command
    .argument('<action>', 'list | add | remove')
    .argument('[test]', 'id or name of the test')
    .addOption(storeOption(commands.DEFAULT_STORE))
    .option('--owner <name>', 'who answers for it')
    .option('--reason <text>', 'why it may fail')
    .option('--days <number>', 'how long it may, at most 30', wholeNumber, 30);
  quarantine.does(async (context, [action = '', test], options) => {
    const store = String(options.store);
    if (action === 'list') {
      const document = await commands.quarantineList(context, { store });
      return { document, text: listText(document), exit: 0 };
    }
    const document = await change(context, action, test, store, options);
    const done = action === 'add' ? 'quarantined' : 'gates again';
    return { document, text: escapeTerminal(`${done}: ${lineOf(document)}`), exit: 0 };
  });
}

async function change(
  context: commands.CommandContext,
  action: string,
  test: string | undefined,
  store: string,
  options: Options,
): Promise<QuarantineEntry> {
  const problem = (what: string, remedy: string): UserError =>
    new UserError({ what, where: 'qitops quarantine', remedy });
  if (action !== 'add' && action !== 'remove')
    throw problem(`"${action}" is no action`, 'write list, add or remove');
  if (!test) throw problem('names no test', 'give its id or its name');
  if (action === 'remove') return commands.quarantineRemove(context, { store, test });
  const [owner, reason] = [textOrNull(options.owner), textOrNull(options.reason)];
  if (!owner || !reason)
    throw problem('a quarantine needs an owner and a reason', 'give --owner and --reason');
  const days = Number(options.days);
  if (days < 1 || days > 30) throw problem(`${days} days are too many or too few`, 'give --days 1 to 30');
  return commands.quarantineAdd(context, { store, test, owner, reason, days });
}

function listText({ active, lapsed, problem }: NonNullable<FlakyDocument['quarantine']>): string {
  if (problem) return escapeTerminal(`${problem}: no test is quarantined`);
  const lines = [
    ...active.map((entry) => `until ${entry.expires.slice(0, 10)}  ${lineOf(entry)}`),
    ...lapsed.map((entry) => `${entry.why}  ${lineOf(entry)}`),
  ];
  return escapeTerminal(lines.join('\n') || 'no test is quarantined');
}

function lineOf({ suite, name, owner, reason }: QuarantineEntry): string {
  return `${[...suite, name].join(' › ')} (${owner}): ${reason}`;
}
