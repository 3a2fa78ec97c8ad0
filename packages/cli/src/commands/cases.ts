import * as commands from '@qitops/commands';
import { CASE_TEMPLATES, CasePriority, CaseStatus, CaseType, nearestName, UserError } from '@qitops/model';
import { Option } from 'commander';
import { casesText, checkText, writtenText } from '../cases-text.ts';
import {
  type AddCommand,
  isText,
  list,
  type Options,
  resultsOption,
  storeOption,
  textOrNull,
} from '../options.ts';
import type { Outcome } from '../outcome.ts';

const ACTIONS = ['list', 'new', 'import', 'check'];

/** The catalogue of test cases. */
export function addCases(add: AddCommand): void {
  const cases = add(
    'cases',
    'the catalogue of test cases in tests/qitops',
    [
      'qitops cases list --tag checkout --status failed',
      'qitops cases new --template bug --title "A refund is paid once"',
      'qitops cases import --dry-run',
      'qitops cases import testrail.csv --map "title=Case name"',
      'qitops cases check --results "reports/**/*.xml"',
    ].join('\n  '),
  );
  const several = (flags: string, description: string): Option =>
    new Option(flags, description).argParser((value: string, before: string[] = []) => [...before, value]);
  cases.command
    .argument('<action>', ACTIONS.join(' | '))
    .argument(
      '[from...]',
      'import: files, folders or globs; every suite of the repository when there is none',
    )
    .addOption(storeOption(commands.DEFAULT_STORE))
    .addOption(resultsOption())
    .addOption(several('--tag <tag>', 'list: cases with the tag or requirement (repeatable, as all filters)'))
    .addOption(several('--owner <name>', 'list: cases of an owner; new: who answers for it'))
    .addOption(several('--type <type>', 'list: cases of a type'))
    .addOption(several('--priority <priority>', 'list: critical, high, medium or low'))
    .addOption(several('--path <glob>', 'list: cases that cover code there'))
    .addOption(several('--status <status>', 'list: passed, failed, flaky, skipped, unknown, manual or dead'))
    .option('--template <name>', `new: ${Object.keys(CASE_TEMPLATES).join(', ')}`, 'functional')
    .option('--title <text>', 'new: what the case checks')
    .option('--from-test <test>', 'new: the test that does it, by its id or as `file > suite > name`')
    .addOption(several('--map <field=column>', 'import: which column of a table holds what'))
    .option('--dry-run', 'import: show what would be written, and write nothing');
  cases.does(async (context, [action = '', ...from], options) => act(context, action, from, options));
}

async function act(
  context: commands.CommandContext,
  action: string,
  from: string[],
  options: Options,
): Promise<Outcome> {
  const where = { store: String(options.store), results: list(options.results) };
  if (from.length > 0 && action !== 'import')
    throw new UserError({ what: `takes no files: ${from.join(' ')}`, where: `qitops cases ${action}` });
  switch (action) {
    case 'list': {
      const filter = filterOf(options);
      const document = await commands.casesList(context, { ...where, filter });
      for (const note of document.notes) context.log.warn(note);
      return { document, text: casesText(document), exit: 0 };
    }
    case 'new': {
      const document = await commands.casesNew(context, {
        template: String(options.template),
        title: textOrNull(options.title),
        owner: list(options.owner)[0] ?? null,
        fromTest: textOrNull(options.fromTest),
        store: where.store,
      });
      return { document, text: writtenText(document), exit: 0 };
    }
    case 'import': {
      const document = await commands.casesImport(context, {
        from,
        map: list(options.map),
        dryRun: options.dryRun === true,
      });
      return { document, text: writtenText(document), exit: 0 };
    }
    case 'check': {
      const { document, files } = await commands.casesCheck(context, where);
      if (files === 0)
        context.log.warn('there are no test cases to check in tests/qitops; `qitops cases new` writes one');
      return {
        document,
        text: checkText(document, files),
        exit: files === 0 ? 2 : document.problems.length > 0 ? 1 : 0,
      };
    }
    default: {
      const nearest = nearestName(action, ACTIONS);
      throw new UserError({
        what: `"${action}" is no action`,
        where: 'qitops cases',
        remedy: nearest ? `did you mean "${nearest}"?` : `write ${ACTIONS.join(', ')}`,
      });
    }
  }
}

/** A word that no case can have is a mistake, not an empty list. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  type: CaseType.options,
  priority: CasePriority.options,
  status: [...CaseStatus.options, 'dead'],
};

function filterOf(options: Options): commands.CasesFilter {
  for (const [name, known] of Object.entries(WORDS)) {
    const wrong = list(options[name]).find((word) => !known.includes(word));
    if (isText(wrong)) {
      const nearest = nearestName(wrong, known);
      throw new UserError({
        what: `there is no ${name} "${wrong}"`,
        where: `--${name}`,
        remedy: nearest ? `did you mean "${nearest}"?` : `write one of ${known.join(', ')}`,
      });
    }
  }
  const { tag, owner, type, priority, path, status } = options;
  return {
    tag: list(tag),
    owner: list(owner),
    type: list(type),
    priority: list(priority),
    path: list(path),
    status: list(status),
  };
}
