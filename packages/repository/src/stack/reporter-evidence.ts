import { type DetectedReporter, type Evidence, evidence } from '@qitops/model';
import { Manifest } from './manifest.ts';
import { REPORTERS, type ReporterAdvice } from './reporters.ts';

/** A line of the repository that runs something: of a script, a workflow, a Makefile. */
export interface CommandLine {
  run: string;
  path: string;
  line: number;
  /** Variables that it runs with, which may hold options; absent = none that are known. */
  variables?: string;
}

/** How tests are run: the command, the line that it ends up running, and what stands before more options. */
export interface TestCommand {
  run: string;
  line: string;
  join: string;
  /** The first of several calls of the runner is the command itself: these come behind it. */
  more?: readonly TestCommand[];
}

/**
 * What is known of a runner's reports: how to have them, and what says that they are written already. `commands` are
 * the lines that could run it, `configs` the files that could configure it.
 */
export function reporterOf(
  key: string,
  where: { commands: readonly CommandLine[]; configs: readonly Manifest[]; test: TestCommand | null },
): DetectedReporter {
  const advice = REPORTERS[key]!;
  // what only another command says is not asked for by this one
  const configs = where.configs.filter(
    ({ path }) => !OWN_ENVIRONMENTS.test(path) || CALLS_THEM.test(where.test?.run ?? 'make'),
  );
  const told = { ...where, configs };
  return {
    runner: advice.runner,
    howTo: advice.howTo,
    command: severally(advice, where.test, where.configs),
    writes: {
      results: evidenceOf(advice.tells.results, { ...told, configs: configs.map(settingsOf) }),
      coverage: evidenceOf(advice.tells.coverage, told),
    },
  };
}

/** Scripts and packages that a manifest lists: what one of them could do is done only where it is called. */
const LISTS =
  /"(?:scripts|tasks|(?:dev|peer|optional)?[dD]ependencies)"\s*:\s*\{(?:"(?:[^"\\]|\\.)*"|[^"{}]|\{[^{}]*\})*\}/g;

/** A manifest without its lists, each line where it was. */
function settingsOf(config: Manifest): Manifest {
  if (!/(^|\/)(package|deno)\.jsonc?$/.test(config.path)) return config;
  return new Manifest(
    config.path,
    config.text.replace(LISTS, (list) => list.replace(/[^\n]/g, ' ')),
  );
}

function evidenceOf(
  tell: RegExp | null,
  { commands, configs }: { commands: readonly CommandLine[]; configs: readonly Manifest[] },
): Evidence | null {
  if (!tell) return evidence('convention', 'the runner always writes them');
  const command = commands.find(({ run, variables }) => tell.test(run) || tell.test(variables ?? ''));
  if (command)
    return evidence('command', command.run.trim().slice(0, 200), { path: command.path, line: command.line });
  for (const config of configs) {
    const found = config.find(tell);
    if (found) return found;
  }
  return null;
}

/** Each call of the runner writes reports of its own, so that none writes over those of another. */
function severally(
  advice: ReporterAdvice,
  test: TestCommand | null,
  configs: readonly Manifest[],
): string | null {
  const commands = [...(test ? [test] : []), ...(test?.more ?? [])].map((one, at) => {
    const command = withOptions(advice, one, configs);
    return at === 0 ? command : command && numbered(advice, command, at + 1);
  });
  return commands.length === 0 || commands.includes(null) ? null : commands.join(' && ');
}

/** `junit.xml` is `junit-2.xml`, and coverage lies in a folder of that number. */
export function numbered({ coverageFolder }: ReporterAdvice, command: string, number: number): string {
  const results = command.replace(/\b(junit|test-results)(?=\.(?:xml|json|tap)\b)/g, `$&-${number}`);
  const measures = coverageFolder && /--coverage\b/.test(command);
  return measures ? `${results} ${coverageFolder}=coverage/${number}` : results;
}

/** The command that a line of several ends in. */
export function lastOf(line: string): string {
  return line
    .split(/&&|\|\||;/)
    .at(-1)!
    .trim();
}

/** What tools bring into environments of their own is not there for a command outside. */
const OWN_ENVIRONMENTS = /(^|\/)(tox\.ini|noxfile\.py|Makefile|justfile)$/;

const CALLS_THEM = /\b(make|just|tox|nox)\b/;

/** The test command with the runner's options, when what it ends up running ends in the runner itself. */
function withOptions(
  advice: ReporterAdvice,
  test: TestCommand | null,
  configs: readonly Manifest[],
): string | null {
  if (test === null) return null;
  if (advice.needs && !configs.some(({ text }) => advice.needs!.test(text))) return null;
  const last = lastOf(test.line);
  // Node reads these wherever it starts, also behind a script; of several runs the last would write over the others
  if (advice.nodeOptions) {
    const runs = test.line.split(/&&|\|\||;/).filter((part) => /\bnode\b.*\s--test\b/.test(part));
    return runs.length !== 1 || /NODE_OPTIONS|--test-reporter/.test(test.line)
      ? null
      : `NODE_OPTIONS="${advice.nodeOptions}" ${test.run}`;
  }
  if (!advice.invoked.test(last) || /[|>`$]/.test(last)) return null;
  if (advice.whole?.[last] && test.run === last) return advice.whole[last];
  if (advice.printed) return test.run === last ? advice.printed(last) : null;
  const { older } = advice;
  const options =
    older && configs.some(({ text }) => older.manifest.test(text)) ? older.options : advice.options;
  if (options === null) return null;
  if (options.startsWith('>')) return `${test.run} ${options}`;
  // what calls the runner takes no options for it
  if (advice.variable && /\brake\b/.test(last)) return `${advice.variable}="${options}" ${test.run}`;
  const { coverage } = advice;
  const own = configs.filter(({ path }) => !OWN_ENVIRONMENTS.test(path));
  const measuring = advice.coverageOptions;
  const brought = measuring && own.some(({ text }) => measuring.needs.test(text));
  // a threshold that the project itself does not ask for would fail its tests
  const held =
    configs.some(({ text }) => /thresholds?['"]?\s*[:=]/i.test(text)) &&
    !advice.tells.coverage.test(test.line);
  const how = measuring?.where && own.some(({ text }) => measuring.where!.manifest.test(text));
  const asked = brought ? (how ? measuring.where! : measuring).options : '';
  const measured = advice.tells.coverage.test(test.line) ? (measuring?.measured ?? asked) : asked;
  const more = coverage.length > 0 && brought && !held && measured !== '' ? ` ${measured}` : '';
  return `${test.run}${test.join}${options}${more}`;
}
