import * as commands from '@qitops/commands';
import { escapeTerminal } from '@qitops/escape';
import { openerFor } from '../opener.ts';
import { type AddCommand, storeOption, textOrNull } from '../options.ts';
import { personAt } from '../person.ts';
import { doctorText, initOrgText, initText, uninstallText } from '../set-up-text.ts';

/** Commands that set qitops up in a repository and say what is missing. */
export function addSetUp(add: AddCommand): void {
  const init = add(
    'init',
    'write qitops.yml and the workflows, and show them first',
    'qitops init --dry-run',
  );
  init.command
    .option('--yes', 'write without asking')
    .option(
      '--pr',
      'open a pull request with it, by the token in GITHUB_TOKEN or GH_TOKEN; a second call updates it',
    )
    .option('--org <name>', 'print what an organization sets up once, and write nothing')
    .option('--dry-run', 'show what would be written, and write nothing');
  init.does(async (context, _, options) => {
    const org = textOrNull(options.org);
    if (org !== null) {
      const document = commands.initOrg(org);
      return { document, text: initOrgText(document, org), exit: 0 };
    }
    const document = await commands.init(context, {
      yes: options.yes === true,
      dryRun: options.dryRun === true,
      person: personAt(process),
      opener: options.pr === true ? await openerFor(context) : undefined,
      show: (diff) => {
        if (diff !== '') process.stderr.write(`${escapeTerminal(diff)}\n`);
      },
    });
    return { document, text: initText(document, options.dryRun === true), exit: 0 };
  });

  const uninstall = add(
    'uninstall',
    'take qitops out: workflows, configuration and refs, the history exported first',
    'qitops uninstall --dry-run',
  );
  uninstall.command
    .addOption(storeOption('ref:refs/qitops/history'))
    .option('--export <file>', 'file that the history is kept in', 'qitops-history.ndjson.gz')
    .option('--no-export', 'do not keep the history')
    .option('--yes', 'remove without asking')
    .option('--dry-run', 'show what would go, and remove nothing');
  uninstall.does(async (context, _, options) => {
    const document = await commands.uninstall(context, {
      yes: options.yes === true,
      dryRun: options.dryRun === true,
      person: personAt(process),
      store: String(options.store),
      exportTo: textOrNull(options.export),
      show: (text) => {
        if (text !== '') process.stderr.write(`${escapeTerminal(text)}\n`);
      },
    });
    return { document, text: uninstallText(document), exit: 0 };
  });

  const doctor = add('doctor', 'what works, what is missing, and what to do about it', 'qitops doctor');
  doctor.command.addOption(storeOption());
  doctor.does(async (context, _, options) => {
    const document = await commands.doctor(context, { store: textOrNull(options.store) });
    return { document, text: doctorText(document), exit: 0 };
  });
}
