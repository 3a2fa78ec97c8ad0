import type { TestResult } from '@qitops/model';
import { escapePattern, goPattern, shellWord } from './rank/runner-words.ts';

export type Reproducible = Pick<
  TestResult,
  'framework' | 'file' | 'suite' | 'name' | 'seed' | 'line' | 'place'
>;

/** Where a run happened, as far as it matters for repeating it. Names of variables, never their values. */
export interface Surroundings {
  /** `node 22`, `python 3.12`: as the job set them up. */
  runtimes: string[];
  /** Matrix values, `os ubuntu-latest`, `shard 2`. */
  matrix: string[];
  /** Variables that the job sets for its tests. */
  env: string[];
}

/** A shell command that runs one test alone, or null when the runner is not known. */
export function reproduceCommand(test: Reproducible): string | null {
  const file = test.file === null ? '' : ` ${shellWord(test.file)}`;
  const title = [...test.suite, test.name].join(' ');
  const seed = (option: string): string => (test.seed ? ` ${option}${test.seed}` : '');
  switch (test.framework) {
    case 'vitest':
      return `npx vitest run${file} -t ${shellWord(escapePattern(title))}${seed('--sequence.seed=')}`;
    case 'jest':
      return `npx jest${file} -t ${shellWord(escapePattern(title))}${seed('--seed=')}`;
    case 'mocha':
      return `npx mocha${file} --grep ${shellWord(escapePattern(title))}`;
    case 'playwright':
      return `npx playwright test${file} -g ${shellWord(escapePattern(test.name))}`;
    case 'pytest':
      return test.file
        ? `pytest ${shellWord([test.file, ...classes(test), test.name].join('::'))}${seed('-p randomly --randomly-seed=')}`
        : null;
    case 'go':
    case 'go-test':
      return `go test ${goPackage(test)} -run ${shellWord(goPattern(test.name))}${seed('-shuffle=')}`;
    case 'rspec':
      return test.file
        ? `bundle exec rspec ${shellWord(test.line ? `${test.file}:${test.line}` : test.file)}${test.line ? '' : ` -e ${shellWord(test.name)}`}${seed('--seed ')}`
        : null;
    case 'phpunit':
      return `vendor/bin/phpunit --filter ${shellWord(`/::${escapePattern(test.name)}$/`)}${file}${seed('--random-order-seed=')}`;
    case 'surefire':
    case 'maven':
      return `mvn test -Dtest=${shellWord(`${test.suite.at(-1) ?? ''}#${test.name}`)}`;
    case 'gradle':
      return `./gradlew test --tests ${shellWord([test.suite.at(-1), test.name].filter(Boolean).join('.'))}`;
    case 'nextest':
    case 'cargo-nextest':
      return `cargo nextest run -E ${shellWord(`test(=${test.name})`)}`;
    default:
      return null;
  }
}

/** The command under a comment line that says where it ran: runtimes, matrix cell, seed, variables. */
export function reproduction(test: Reproducible, { runtimes, matrix, env }: Surroundings): string | null {
  const command = reproduceCommand(test);
  if (command === null) return null;
  const facts = [
    ...runtimes,
    ...matrix,
    test.seed ? `seed ${test.seed}` : '',
    env.length > 0 ? `sets ${env.join(', ')}` : '',
  ].filter(Boolean);
  return facts.length === 0 ? command : `# ${facts.join(' · ').replace(/[\r\n]+/g, ' ')}\n${command}`;
}

/** Classes of a pytest suite path: what is not the module. */
function classes(test: Pick<TestResult, 'suite'>): string[] {
  return test.suite.filter((part) => /^[A-Z]\w*$/.test(part));
}

/** The package that a Go report names in the suite; everything where it names none. */
function goPackage({ suite }: Pick<TestResult, 'suite'>): string {
  const named = suite.find((part) => part.includes('/'));
  return named ? shellWord(named) : './...';
}
