import * as commands from '@qitops/commands';
import {
  type AddCommand,
  baseOption,
  coverageOption,
  headOption,
  list,
  numberOrNothing,
  textOrNull,
  wholeNumber,
} from '../options.ts';
import { verdictExit } from '../outcome.ts';
import { coverageText, detectText, patchCoverageText, readText } from '../text.ts';

/** Commands that read files and say what is in them. */
export function addReading(add: AddCommand): void {
  addRead(add);
  addCoverage(add);
  const detect = add(
    'detect',
    'what a repository is made of, and how to make its runners write reports',
    'qitops detect',
  );
  detect.command
    .argument('[dir]', 'folder to look at', '.')
    .option('--verify', 'run the detected commands')
    .option('--timeout <seconds>', 'seconds that each of them may take', wholeNumber);
  detect.does(async (context, [dir = '.'], options) => {
    const document = await commands.detect(context, {
      dir,
      verify: options.verify === true,
      timeoutSeconds: numberOrNothing(options.timeout),
    });
    return { document, text: detectText(document), exit: 0 };
  });
}

function addRead(add: AddCommand): void {
  const read = add('read', 'read test results of any format', 'qitops read "reports/**/*.xml"');
  read.command
    .argument('[glob...]')
    .option('--ctrf', 'convert to one CTRF document')
    .option('--junit', 'convert to one JUnit document')
    .option('--allow-empty', 'no tests, or only skipped ones, are no failure');
  read.does(async (context, globs, options) => {
    const allowEmpty = options.allowEmpty === true;
    if (options.ctrf || options.junit) {
      const { document, text, verdict } = await commands.convert(context, {
        globs,
        to: options.ctrf ? 'ctrf' : 'junit',
      });
      return { document, text, exit: verdictExit(verdict, allowEmpty) };
    }
    const document = await commands.read(context, { globs });
    if (document.verdict === 'no-files') context.log.warn(await commands.noResultFiles(context, globs));
    return { document, text: readText(document), exit: verdictExit(document.verdict, allowEmpty) };
  });
}

function addCoverage(add: AddCommand): void {
  const coverage = add('coverage', 'read coverage of any format', 'qitops coverage coverage/lcov.info');
  coverage.command
    .argument('[glob...]')
    .option('--root <dir>', 'folder that the paths in the reports start from');
  coverage.does(async (context, globs, options) => {
    const document = await commands.coverage(context, { globs, root: textOrNull(options.root) });
    if (document.files.length === 0) context.log.warn('no coverage files were found');
    const whole = document.files.length > 0 && document.files.every((file) => file.status === 'ok');
    return { document, text: coverageText(document), exit: whole ? 0 : 2 };
  });

  const patch = add(
    'patch-coverage',
    'coverage of the lines a change added',
    'qitops patch-coverage --base main --head HEAD --coverage coverage/lcov.info',
  );
  patch.command
    .addOption(baseOption().makeOptionMandatory())
    .addOption(headOption().makeOptionMandatory())
    .addOption(coverageOption())
    .option('--root <dir>', 'folder of the checkout');
  patch.does(async (context, _, options) => {
    const document = await commands.patchCoverage(context, {
      base: String(options.base),
      head: String(options.head),
      coverage: list(options.coverage),
      root: textOrNull(options.root),
    });
    return { document, text: patchCoverageText(document), exit: 0 };
  });

  const stamp = add('stamp', 'write down which commit the reports beside it measured', 'qitops stamp');
  stamp.command.option('--cell <cell>', 'the matrix cell', '0');
  stamp.does(async (context, _, options) => {
    const document = await commands.stamp(context, { cell: String(options.cell) });
    return { document, text: `stamped ${document.sha}`, exit: 0 };
  });
}
