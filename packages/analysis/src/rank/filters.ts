import {
  classOf,
  escapePattern,
  type Filterable,
  fullTitle,
  GO_TEST,
  goPackage,
  methodOf,
  oneLine,
  pythonPlace,
  type Runner,
  runnersOf,
  shellWord,
} from './runner-words.ts';

/** Names above which a filter by name is left out, for a command line is only so long. */
const MAX_NAMES = 200;

/**
 * For each runner that could run them, the arguments that make it run these tests, in its own syntax and quoted for
 * a POSIX shell. Files are named whole; where `all` holds other tests of a file, its tests are named.
 */
export function runnerFilters(
  tests: readonly Filterable[],
  all: readonly Filterable[],
): Record<string, string> {
  const words = Object.entries(runnerArguments(tests, all));
  return Object.fromEntries(words.map(([runner, each]) => [runner, each.map(shellWord).join(' ')]));
}

/** Like {@link runnerFilters}, as an argument list that no shell has to take apart. */
export function runnerArguments(
  tests: readonly Filterable[],
  all: readonly Filterable[],
): Partial<Record<Runner, string[]>> {
  const byRunner = new Map<Runner, Filterable[]>();
  for (const test of tests) {
    for (const runner of runnersOf(test)) {
      const known = byRunner.get(runner);
      if (known) known.push(test);
      else byRunner.set(runner, [test]);
    }
  }
  const counts = countBy(all, fileKey);
  const filters: Partial<Record<Runner, string[]>> = {};
  for (const [runner, chosen] of byRunner) {
    const kept = countBy(chosen, fileKey);
    const isPartial = (test: Filterable): boolean =>
      kept.get(fileKey(test))! < (counts.get(fileKey(test)) ?? 0);
    const words = WRITERS[runner](chosen, isPartial).map(oneLine);
    if (words.length > 0) filters[runner] = words;
  }
  return filters;
}

type Write = (tests: readonly Filterable[], isPartial: (test: Filterable) => boolean) => string[];

const WRITERS: Record<Runner, Write> = {
  vitest: (tests, isPartial) => [...filesOf(tests), ...titles('-t', tests, isPartial, fullTitle)],
  jest: (tests, isPartial) => [
    '--runTestsByPath',
    ...filesOf(tests),
    ...titles('-t', tests, isPartial, fullTitle),
  ],
  // Playwright takes files as patterns, and its titles hold project and file, so only the name is asked for
  playwright: (tests, isPartial) => [
    ...filesOf(tests).map(escapePattern),
    ...titles('--grep', tests, isPartial, ({ name }) => name),
  ],
  pytest: (tests, isPartial) =>
    unique(
      tests.flatMap((test) => {
        const { file, classes } = pythonPlace(test);
        if (file === null) return [];
        return [isPartial(test) ? [file, ...classes, test.name].join('::') : file];
      }),
    ),
  go: (tests) => {
    // what is no function is a package that did not build
    const names = unique(tests.map(({ name }) => name.split('/')[0]!)).filter((name) => GO_TEST.test(name));
    const run = names.length > 0 ? ['-run', `^(${names.map(escapePattern).join('|')})$`] : [];
    return [...run, ...unique(tests.map(goPackage))];
  },
  maven: (tests, isPartial) => {
    const methods = new Map<string, string[]>();
    for (const test of tests) {
      const type = classOf(test);
      if (type === null) continue;
      const known = methods.get(type) ?? [];
      methods.set(type, known);
      if (isPartial(test)) known.push(methodOf(test));
    }
    if (methods.size === 0) return [];
    const types = [...methods].map(([type, names]) =>
      names.length > 0 ? `${type}#${unique(names).join('+')}` : type,
    );
    return [`-Dtest=${types.join(',')}`];
  },
  gradle: (tests, isPartial) =>
    unique(
      tests.flatMap((test) => {
        const type = classOf(test);
        return type === null ? [] : [isPartial(test) ? `${type}.${methodOf(test)}` : type];
      }),
    ).flatMap((each) => ['--tests', each]),
};

/** A pattern of test titles; nothing when every file is whole, or when there would be too many. */
function titles(
  option: string,
  tests: readonly Filterable[],
  isPartial: (test: Filterable) => boolean,
  titleOf: (test: Filterable) => string,
): string[] {
  const names = unique(tests.map((test) => `${escapePattern(titleOf(test))}$`));
  if (!tests.some(isPartial) || names.length > MAX_NAMES) return [];
  return [option, `(${names.join('|')})`];
}

const fileKey = ({ file, suite }: Filterable): string => file ?? suite[0] ?? '';
const filesOf = (tests: readonly Filterable[]): string[] =>
  unique(tests.flatMap(({ file }) => (file === null ? [] : [file])));
const unique = (values: readonly string[]): string[] => [...new Set(values)];

function countBy(tests: readonly Filterable[], keyOf: (test: Filterable) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const test of tests) counts.set(keyOf(test), (counts.get(keyOf(test)) ?? 0) + 1);
  return counts;
}
