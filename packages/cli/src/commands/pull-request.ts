import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import * as commands from '@qitops/commands';
import { escapeTerminal } from '@qitops/escape';
import { UserError } from '@qitops/model';
import { type Command, Option } from 'commander';
import {
  type AddCommand,
  baseOption,
  coverageOption,
  headOption,
  list,
  type Options,
  resultsOption,
  storeOption,
  textOrNothing,
  textOrNull,
} from '../options.ts';
import { suggestText } from '../text.ts';

/** Commands about a change. */
export function addPullRequest(add: AddCommand): void {
  const analyze = add(
    'analyze-pr',
    'what a change did to quality',
    'qitops analyze-pr --base main --head HEAD --markdown comment.md',
  );
  takeChange(analyze.command)
    .option('--flaky <file>', 'document of flaky-detect')
    .option('--suggestions <file>', 'document of suggest-tests')
    .option('--gates <yaml>', 'gates instead of those of qitops.yml')
    .option('--markdown <file>', 'write the comment there');
  analyze.does(async (context, _, options) => {
    const suggestions = textOrNull(options.suggestions);
    const document = await commands.analyzePr(context, {
      ...changeOf(options),
      flaky: textOrNull(options.flaky),
      suggestions,
      gates: textOrNull(options.gates),
      needs: null,
    });
    const markdown = await commands.commentOf(context, document, { suggestions });
    if (options.markdown) await writeFile(resolve(context.cwd, String(options.markdown)), markdown);
    return { document, text: markdown, exit: document.verdict === 'failed' ? 1 : 0 };
  });

  const suggest = add(
    'suggest-tests',
    'tests for what a change added, each run before it is shown',
    'qitops suggest-tests --base main --head HEAD',
  );
  takeChange(suggest.command)
    .option('--out <dir>', 'write the suggested test files there')
    .addOption(
      new Option('--phase <phase>', 'part of the work')
        .choices(['all', 'analyse', 'propose', 'prove'])
        .default('all'),
    )
    .option('--provider <name>', 'model to ask for more: openai:<model>, anthropic:<model> or a base URL')
    .option('--analysis <file>', 'document of the phase analyse, for propose and prove')
    .option('--proposal <file>', 'document of the phase propose, for prove')
    .option('--pr-text <file>', 'title and description of the pull request, for propose');
  suggest.does(async (context, _, options) => {
    const change = changeOf(options);
    const provider = textOrNull(options.provider);
    if (options.phase !== 'all') {
      const handed = await commands.suggestPhase(context, {
        ...change,
        phase: options.phase as commands.PhaseFilesOptions['phase'],
        provider,
        analysis: textOrNull(options.analysis),
        proposal: textOrNull(options.proposal),
        prText: textOrNull(options.prText),
      });
      return { document: handed, text: JSON.stringify(handed), exit: 0 };
    }
    const document = await commands.suggestTests(context, {
      ...change,
      out: textOrNull(options.out),
      provider,
    });
    return { document, text: suggestText(document), exit: 0 };
  });
  addBench(add);
}

/** What a model's proposals come to here. */
function addBench(add: AddCommand): void {
  const bench = add(
    'bench',
    'what the tests that a model proposes come to on functions of this repository; it spends money',
    'qitops bench --provider anthropic:<model> --base HEAD~20',
  );
  bench.command
    .addOption(baseOption())
    .addOption(headOption())
    .addOption(coverageOption())
    .option(
      '--provider <name>',
      'openai:<model>, anthropic:<model> or a base URL; its key in the environment',
    )
    .addOption(new Option('--functions <n>', 'most functions that are asked about').default('10'));
  bench.does(async (context, _, options) => {
    const functions = Number(options.functions);
    if (!Number.isInteger(functions) || functions < 1 || functions > 200)
      throw new UserError({
        what: `${JSON.stringify(options.functions)} is no count from 1 to 200`,
        where: '--functions',
        remedy: 'write a whole number',
      });
    const document = await commands.benchModel(context, {
      base: textOrNothing(options.base),
      head: textOrNothing(options.head),
      coverage: list(options.coverage),
      provider: textOrNull(options.provider),
      functions,
    });
    return { document, text: escapeTerminal(commands.benchText(document)), exit: 0 };
  });
}

/** The options that say what changed and what was measured of it. */
function takeChange(command: Command): Command {
  for (const option of [baseOption(), headOption(), resultsOption(), coverageOption(), storeOption()])
    command.addOption(option);
  return command;
}

function changeOf(options: Options) {
  return {
    base: textOrNothing(options.base),
    head: textOrNothing(options.head),
    results: list(options.results),
    coverage: list(options.coverage),
    store: textOrNull(options.store),
  };
}
