import {
  classOf,
  escapePattern,
  type Filterable,
  fullTitle,
  GO_TEST,
  goPattern,
  methodOf,
  pythonPlace,
  runnersOf,
  shellWord,
} from '../rank/runner-words.ts';

type Write = (tests: readonly Filterable[]) => string;

/** For each runner what makes it leave tests out: arguments, quoted for a POSIX shell, or the lines of a file. */
const WRITERS: Record<string, Write> = {
  vitest: (tests) => `-t ${shellWord(allBut(tests))}`,
  jest: (tests) => `-t ${shellWord(allBut(tests))}`,
  // Playwright's titles begin with project and file, and the names of blocks are joined by spaces
  playwright: (tests) =>
    `--grep-invert ${shellWord(tests.map((test) => `${escapePattern(fullTitle(test))}$`).join('|'))}`,
  pytest: (tests) =>
    tests
      .flatMap((test) => {
        const { file, classes } = pythonPlace(test);
        return file === null ? [] : [`--deselect ${shellWord([file, ...classes, test.name].join('::'))}`];
      })
      .join(' '),
  go: (tests) => {
    const names = tests.filter(({ name }) => GO_TEST.test(name)).map(({ name }) => goPattern(name));
    return names.length === 0 ? '' : `-skip ${shellWord([...new Set(names)].join('|'))}`;
  },
  // lines of the file that -Dsurefire.excludesFile= names
  maven: (tests) => methods(tests, (type, method) => `${type}#${method}`).join('\n'),
  // for `test { filter { … } }` of a build script, JUnit 5 below it
  gradle: (tests) =>
    methods(tests, (type, method) => `excludeTestsMatching ${JSON.stringify(`${type}.${method}`)}`).join(
      '\n',
    ),
};

/** By runner, what leaves these tests out and nothing else. Runners without any of the tests are absent. */
export function skipLists(tests: readonly Filterable[]): Record<string, string> {
  const byRunner = new Map<string, Filterable[]>();
  for (const test of tests) {
    for (const runner of runnersOf(test)) byRunner.set(runner, [...(byRunner.get(runner) ?? []), test]);
  }
  const lists: Record<string, string> = {};
  for (const [runner, mine] of byRunner) {
    const text = WRITERS[runner]?.(mine) ?? '';
    if (text !== '') lists[runner] = text;
  }
  return lists;
}

/** A pattern that every title matches but those of the tests. */
function allBut(tests: readonly Filterable[]): string {
  return `^(?!(?:${tests.map((test) => escapePattern(fullTitle(test))).join('|')})$)`;
}

function methods(tests: readonly Filterable[], write: (type: string, method: string) => string): string[] {
  return [
    ...new Set(
      tests.flatMap((test) => {
        const type = classOf(test);
        return type === null ? [] : [write(type, methodOf(test))];
      }),
    ),
  ];
}
