import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import * as commands from '@qitops/commands';
import { NotAvailableYet, UserError } from '@qitops/model';
import { Command, Option } from 'commander';
import { type Outcome, settle, verdictExit } from './outcome.ts';
import { serve } from './serve.ts';
import { terminalContext } from './surroundings.ts';
import * as text from './text.ts';

type Context = commands.CommandContext;

/** The command line: arguments → commands → text or one JSON document. */
export function buildProgram(process: NodeJS.Process): Command {
  const program = new Command('qitops')
    .description(
      'Quality intelligence from test results, coverage and diffs, in your own CI or on your laptop.',
    )
    .showHelpAfterError('(add --help for the options and an example)')
    .configureOutput({ writeErr: (line) => process.stderr.write(line) })
    .exitOverride((error) => {
      // commander uses 1 for usage errors; ours is 2
      process.exit(error.exitCode === 0 ? 0 : 2);
    });

  const command = (name: string, description: string, example: string): Command =>
    program
      .command(name)
      .description(description)
      .option('--json', 'print one JSON document')
      .option('--debug', 'show the stack of an error')
      .addHelpText('after', `\nExample:\n  ${example}`);

  const run =
    (action: (context: Context, args: string[], options: Options) => Promise<Outcome>) =>
    async (...given: unknown[]): Promise<void> => {
      const cmd = given.at(-1) as Command;
      const options = cmd.opts<Options>();
      const settings = { json: options.json === true, debug: options.debug === true };
      await settle(process, settings, () =>
        action(terminalContext(process), cmd.processedArgs.flat().filter(isText), options),
      );
    };

  addReaders(command, run);
  addHistory(command, run);
  addPullRequest(command, run);
  addReport(command, run);
  takeEnvironment(program);
  return program;
}

/** Every option can also be given as `QITOPS_<NAME>`; the option itself wins. */
function takeEnvironment(program: Command): void {
  for (const { options } of program.commands) {
    for (const option of options) option.env(`QITOPS_${option.name().replaceAll('-', '_').toUpperCase()}`);
  }
}

/** Options as commander gives them; each command reads those it declared. */
interface Options {
  json?: boolean;
  debug?: boolean;
  [name: string]: unknown;
}
type CommandOf = (name: string, description: string, example: string) => Command;
type Runner = (
  action: (context: Context, args: string[], options: Options) => Promise<Outcome>,
) => (...given: unknown[]) => Promise<void>;

const repeat = (value: string, previous: string[] = []): string[] => [...previous, value];
const list = (value: unknown): string[] => (Array.isArray(value) ? value.filter(isText) : []);
const maybe = (value: unknown): string | null => (isText(value) ? value : null);
const optional = (value: unknown): string | undefined => (isText(value) ? value : undefined);

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function wholeNumber(value: string): number {
  if (/^\d+$/.test(value)) return Number(value);
  throw new UserError({ what: `"${value}" is not a whole number`, remedy: 'write digits only' });
}

const storeOption = (fallback?: string): Option => {
  const option = new Option('--store <store>', 'the history: a folder, ref:<name> or branch:<name>').env(
    'QITOPS_STORE',
  );
  return fallback ? option.default(fallback) : option;
};
const resultsOption = (): Option =>
  new Option('--results <glob>', 'test result files (repeatable)').argParser(repeat);
const coverageOption = (): Option =>
  new Option('--coverage <glob>', 'coverage files (repeatable)').argParser(repeat);

function addReaders(command: CommandOf, run: Runner): void {
  command('read', 'read test results of any format', 'qitops read "reports/**/*.xml"')
    .argument('[glob...]')
    .option('--ctrf', 'convert to one CTRF document')
    .option('--junit', 'convert to one JUnit document')
    .option('--allow-empty', 'no tests, or only skipped ones, are no failure')
    .action(
      run(async (context, globs, options) => {
        if (options.ctrf || options.junit) {
          const converted = await commands.convert(context, { globs, to: options.ctrf ? 'ctrf' : 'junit' });
          return {
            document: converted.document,
            text: converted.text,
            exit: verdictExit(converted.verdict, options.allowEmpty === true),
          };
        }
        const document = await commands.read(context, { globs });
        if (document.verdict === 'no-files') context.log.warn(await commands.noResultFiles(context, globs));
        return {
          document,
          text: text.readText(document),
          exit: verdictExit(document.verdict, options.allowEmpty === true),
        };
      }),
    );
  command('coverage', 'read coverage of any format', 'qitops coverage coverage/lcov.info')
    .argument('[glob...]')
    .option('--root <dir>', 'folder that the paths in the reports start from')
    .action(
      run(async (context, globs, options) => {
        const document = await commands.coverage(context, { globs, root: maybe(options.root) });
        const bad = document.files.length === 0 || document.files.some((file) => file.status !== 'ok');
        if (document.files.length === 0) context.log.warn('no coverage files were found');
        return { document, text: text.coverageText(document), exit: bad ? 2 : 0 };
      }),
    );
  command(
    'patch-coverage',
    'coverage of the lines a change added',
    'qitops patch-coverage --base main --head HEAD --coverage coverage/lcov.info',
  )
    .requiredOption('--base <rev>', 'what the change is compared with')
    .requiredOption('--head <rev>', 'the change')
    .addOption(coverageOption())
    .option('--root <dir>', 'folder of the checkout')
    .action(
      run(async (context, _, options) => {
        const document = await commands.patchCoverage(context, {
          base: String(options.base),
          head: String(options.head),
          coverage: list(options.coverage),
          root: maybe(options.root),
        });
        return { document, text: text.patchCoverageText(document), exit: 0 };
      }),
    );
  command('stamp', 'write down which commit the reports beside it measured', 'qitops stamp')
    .option('--cell <cell>', 'the matrix cell', '0')
    .action(
      run(async (context, _, options) => {
        const document = await commands.stamp(context, { cell: String(options.cell) });
        return { document, text: `stamped ${document.sha}`, exit: 0 };
      }),
    );
  command(
    'detect',
    'what a repository is made of, and how to make its runners write reports',
    'qitops detect',
  )
    .argument('[dir]', 'folder to look at', '.')
    .option('--verify', 'run the detected commands')
    .action(
      run(async (context, [dir = '.'], options) => {
        const document = await commands.detect(context, { dir, verify: options.verify === true });
        return { document, text: text.detectText(document), exit: 0 };
      }),
    );
}

function addHistory(command: CommandOf, run: Runner): void {
  command(
    'history',
    'add, import or export runs',
    'qitops history add reports/junit.xml --store .qitops/history',
  )
    .argument('<action>', 'add | import | export | compact | forget')
    .argument('[files...]')
    .addOption(storeOption(commands.DEFAULT_STORE))
    .addOption(coverageOption())
    .option('--sha <sha>')
    .option('--tree <sha>')
    .option('--ref <ref>')
    .option('--base <sha>')
    .option('--pr <number>', 'number of the pull request', wholeNumber)
    .option('--run-id <id>')
    .option('--attempt <number>', 'attempt of the run', wholeNumber)
    .option('--job <job>')
    .option('--cell <cell>')
    .option('--started <time>')
    .action(
      run(async (context, [action = '', ...files], options) => {
        const store = String(options.store);
        const document = await historyAction(context, action, files, store, options);
        return { document, text: text.historyText(document), exit: 0 };
      }),
    );
  command(
    'flaky-detect',
    'which tests are flaky, with the evidence',
    'qitops flaky-detect --store .qitops/history',
  )
    .addOption(storeOption(commands.DEFAULT_STORE))
    .option('--triage', 'say why each first-attempt failure failed')
    .action(
      run(async (context, _, options) => {
        const document = await commands.flakyDetect(context, {
          store: String(options.store),
          triage: options.triage === true,
        });
        return { document, text: text.flakyText(document), exit: 0 };
      }),
    );
  command(
    'rank',
    'order tests by how likely they find a fault',
    'qitops rank --store .qitops/history --budget-seconds 60',
  )
    .addOption(storeOption(commands.DEFAULT_STORE))
    .option('--budget-seconds <n>', 'time there is', wholeNumber)
    .option('--changed <file...>')
    .option('--shards <n>', 'count of shards to balance', wholeNumber)
    .action(run(async () => notYet('rank')));
}

async function historyAction(
  context: Context,
  action: string,
  files: string[],
  store: string,
  options: Options,
): Promise<Awaited<ReturnType<typeof commands.historyAdd>>> {
  switch (action) {
    case 'add':
      return commands.historyAdd(context, {
        store,
        results: files,
        coverage: list(options.coverage),
        sha: optional(options.sha),
        tree: optional(options.tree),
        ref: optional(options.ref),
        base: optional(options.base),
        pr: options.pr as number | undefined,
        runId: optional(options.runId),
        attempt: options.attempt as number | undefined,
        job: optional(options.job),
        cell: optional(options.cell),
        started: optional(options.started),
      });
    case 'import':
      if (files.length !== 1)
        throw new UserError({
          what: 'import takes one file',
          remedy: 'qitops history import runs.ndjson.gz',
        });
      return commands.historyImport(context, { store, file: files[0]! });
    case 'export':
    case 'compact':
    case 'forget':
      throw new NotAvailableYet(`history ${action}`);
    default:
      throw new UserError({
        what: `history knows no "${action}"`,
        remedy: 'use add, import, export, compact or forget',
      });
  }
}

function addPullRequest(command: CommandOf, run: Runner): void {
  command(
    'analyze-pr',
    'what a change did to quality',
    'qitops analyze-pr --base main --head HEAD --markdown comment.md',
  )
    .option('--base <rev>', 'what the change is compared with')
    .option('--head <rev>', 'the change')
    .addOption(resultsOption())
    .addOption(coverageOption())
    .addOption(storeOption())
    .option('--flaky <file>', 'document of flaky-detect')
    .option('--suggestions <file>', 'document of suggest-tests')
    .option('--gates <yaml>', 'gates instead of those of qitops.yml')
    .option('--markdown <file>', 'write the comment there')
    .action(
      run(async (context, _, options) => {
        const document = await commands.analyzePr(context, {
          base: optional(options.base),
          head: optional(options.head),
          results: list(options.results),
          coverage: list(options.coverage),
          store: maybe(options.store),
          flaky: maybe(options.flaky),
          suggestions: maybe(options.suggestions),
          gates: maybe(options.gates),
          needs: null,
          shards: null,
        });
        const markdown = await commands.commentOf(context, document, {
          suggestions: maybe(options.suggestions),
        });
        if (options.markdown) await writeFile(resolve(context.cwd, String(options.markdown)), markdown);
        return { document, text: markdown, exit: document.verdict === 'failed' ? 1 : 0 };
      }),
    );
  command(
    'suggest-tests',
    'tests for what a change added, each run before it is shown',
    'qitops suggest-tests --base main --head HEAD',
  )
    .option('--base <rev>')
    .option('--head <rev>')
    .addOption(resultsOption())
    .addOption(coverageOption())
    .addOption(storeOption())
    .option('--out <dir>', 'write the suggested test files there')
    .addOption(
      new Option('--phase <phase>').choices(['all', 'analyse', 'propose', 'prove', 'publish']).default('all'),
    )
    .option('--provider <name>')
    .action(
      run(async (context, _, options) => {
        const document = await commands.suggestTests(context, {
          base: optional(options.base),
          head: optional(options.head),
          results: list(options.results),
          coverage: list(options.coverage),
          store: maybe(options.store),
          out: maybe(options.out),
          phase: options.phase as 'all',
          provider: maybe(options.provider),
        });
        return { document, text: text.suggestText(document), exit: 0 };
      }),
    );
}

function addReport(command: CommandOf, run: Runner): void {
  command('report', 'write the report site', 'qitops report --store .qitops/history --out report')
    .addOption(storeOption(commands.DEFAULT_STORE))
    .addOption(resultsOption())
    .addOption(coverageOption())
    .option('--analysis <file>', 'document of analyze-pr')
    .option('--suggestions <file>', 'document of suggest-tests')
    .option('--flaky <file>', 'document of flaky-detect')
    .requiredOption('--out <dir>', 'folder to write to')
    .action(
      run(async (context, _, options) => {
        const out = String(options.out);
        const document = await commands.report(context, {
          store: String(options.store),
          results: list(options.results),
          coverage: list(options.coverage),
          analysis: maybe(options.analysis),
          suggestions: maybe(options.suggestions),
          flaky: maybe(options.flaky),
          out,
        });
        return { document, text: text.reportText(document, out), exit: 0 };
      }),
    );
  command('serve', 'serve a report on 127.0.0.1', 'qitops serve report --port 8080')
    .argument('<dir>')
    .option('--port <n>', 'port; 0 = any free one', wholeNumber, 0)
    .action(run(async (context, [dir = '.'], options) => serve(context, dir, options.port as number)));
  command('cases', 'the catalogue of test cases', 'qitops cases list')
    .argument('<action>', 'list | new | import | check')
    .argument('[args...]')
    .action(run(async () => notYet('cases')));
  command('init', 'write qitops.yml and a workflow', 'qitops init --yes')
    .option('--yes')
    .option('--pr')
    .action(run(async () => notYet('init')));
  command('doctor', 'what is missing for each feature to work', 'qitops doctor').action(
    run(async () => notYet('doctor')),
  );
}

function notYet(feature: string): never {
  throw new NotAvailableYet(feature);
}
