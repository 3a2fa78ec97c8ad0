import * as commands from '@qitops/commands';
import { openReport } from '../open-report.ts';
import {
  type AddCommand,
  coverageOption,
  list,
  resultsOption,
  storeOption,
  textOrNothing,
  textOrNull,
  wholeNumber,
} from '../options.ts';
import { serve } from '../serve.ts';
import { reportText } from '../text.ts';

/** Commands that write and show the report. */
export function addReport(add: AddCommand): void {
  const report = add('report', 'write the report site', 'qitops report --store .qitops/history --out report');
  report.command
    .addOption(storeOption(commands.DEFAULT_STORE))
    .addOption(resultsOption())
    .addOption(coverageOption())
    .option('--analysis <file>', 'document of analyze-pr')
    .option('--suggestions <file>', 'document of suggest-tests')
    .option('--flaky <file>', 'document of flaky-detect')
    .option('--pull-request-title <text>', 'title of the pull request that was analyzed')
    .requiredOption('--out <dir>', 'folder to write to');
  report.does(async (context, _, options) => {
    const out = String(options.out);
    const document = await commands.report(context, {
      store: String(options.store),
      results: list(options.results),
      coverage: list(options.coverage),
      analysis: textOrNull(options.analysis),
      suggestions: textOrNull(options.suggestions),
      flaky: textOrNull(options.flaky),
      pullRequestTitle: textOrNothing(options.pullRequestTitle),
      out,
    });
    return { document, text: reportText(document, out), exit: 0 };
  });

  const server = add('serve', 'serve a report on 127.0.0.1', 'qitops serve report --port 8080');
  server.command
    .argument('<dir>', 'folder of the report')
    .option('--port <n>', 'port; 0 = any free one', wholeNumber, 0);
  server.does(async (context, [dir = '.'], options) => serve(context, dir, Number(options.port)));

  const opened = add('open', 'fetch the newest report of a repository and serve it', 'qitops open acme/shop');
  opened.command
    .argument('[repository]', 'owner/name; default that of the remote origin')
    .option('--port <n>', 'port; 0 = any free one', wholeNumber, 0);
  opened.does(async (context, [repository], options) =>
    openReport(context, repository ?? null, Number(options.port)),
  );
}
