import { Command, type Option } from 'commander';
import { addCases } from './commands/cases.ts';
import { addFlaky } from './commands/flaky.ts';
import { addHistory } from './commands/history.ts';
import { addOrg } from './commands/org.ts';
import { addPullRequest } from './commands/pull-request.ts';
import { addRank } from './commands/rank.ts';
import { addReading } from './commands/reading.ts';
import { addReport } from './commands/report.ts';
import { addSetUp } from './commands/set-up.ts';
import { type AddCommand, isText, type Options } from './options.ts';
import { settle } from './outcome.ts';
import { terminalContext } from './surroundings.ts';

/** The command line: arguments → commands → text or one JSON document. */
export function buildProgram(process: NodeJS.Process): Command {
  const program = new EnvironmentCommand('qitops')
    .description(
      'Quality intelligence from test results, coverage and diffs, in your own CI or on your laptop.',
    )
    .showHelpAfterError('(add --help for the options and an example)')
    .configureOutput({ writeErr: (line) => process.stderr.write(line) })
    .exitOverride((error) => {
      // commander uses 1 for usage errors; ours is 2
      process.exit(error.exitCode === 0 ? 0 : 2);
    });

  const add: AddCommand = (name, description, example) => {
    const command = program
      .command(name)
      .description(description)
      .option('--json', 'print one JSON document')
      .option('--debug', 'show the stack of an error')
      .addHelpText('after', `\nExample:\n  ${example}`);
    return {
      command,
      does: (action) => {
        command.action(async () => {
          const options = command.opts<Options>();
          const settings = { json: options.json === true, debug: options.debug === true };
          const args = command.processedArgs.flat().filter(isText);
          await settle(process, settings, () => action(terminalContext(process), args, options));
        });
      },
    };
  };

  for (const group of [
    addReading,
    addHistory,
    addFlaky,
    addRank,
    addPullRequest,
    addReport,
    addOrg,
    addSetUp,
    addCases,
  ])
    group(add);
  return program;
}

/** A command whose every option can also be given as `QITOPS_<NAME>`; the option itself wins. */
class EnvironmentCommand extends Command {
  override createCommand(name?: string): Command {
    return new EnvironmentCommand(name);
  }

  override addOption(option: Option): this {
    return super.addOption(option.env(`QITOPS_${option.name().replaceAll('-', '_').toUpperCase()}`));
  }
}
