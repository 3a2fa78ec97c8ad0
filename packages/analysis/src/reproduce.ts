import type { TestResult } from '@qitops/model';

export type Reproducible = Pick<TestResult, 'framework' | 'file' | 'suite' | 'name' | 'seed' | 'line'>;

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
  const file = test.file === null ? '' : ` ${quote(test.file)}`;
  const title = [...test.suite, test.name].join(' ');
  const seed = (option: string): string => (test.seed ? ` ${option}${test.seed}` : '');
  switch (test.framework) {
    case 'vitest':
      return `npx vitest run${file} -t ${quote(escapePattern(title))}${seed('--sequence.seed=')}`;
    case 'jest':
      return `npx jest${file} -t ${quote(escapePattern(title))}${seed('--seed=')}`;
    case 'mocha':
      return `npx mocha${file} --grep ${quote(escapePattern(title))}`;
    case 'playwright':
      return `npx playwright test${file} -g ${quote(escapePattern(test.name))}`;
    case 'pytest':
      return test.file
        ? `pytest ${quote([test.file, ...classes(test), test.name].join('::'))}${seed('-p randomly --randomly-seed=')}`
        : null;
    case 'go':
    case 'go-test':
      return `go test ${goPackage(test)} -run ${quote(goPattern(test))}${seed('-shuffle=')}`;
    case 'rspec':
      return test.file
        ? `bundle exec rspec ${quote(test.line ? `${test.file}:${test.line}` : test.file)}${test.line ? '' : ` -e ${quote(test.name)}`}${seed('--seed ')}`
        : null;
    case 'phpunit':
      return `vendor/bin/phpunit --filter ${quote(`/::${escapePattern(test.name)}$/`)}${file}${seed('--random-order-seed=')}`;
    case 'surefire':
    case 'maven':
      return `mvn test -Dtest=${quote(`${test.suite.at(-1) ?? ''}#${test.name}`)}`;
    case 'gradle':
      return `./gradlew test --tests ${quote([test.suite.at(-1), test.name].filter(Boolean).join('.'))}`;
    case 'nextest':
    case 'cargo-nextest':
      return `cargo nextest run -E ${quote(`test(=${test.name})`)}`;
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
  return named ? quote(named) : './...';
}

/** Subtests are matched level by level. */
function goPattern({ name }: Pick<TestResult, 'name'>): string {
  return name
    .split('/')
    .map((part) => `^${escapePattern(part.replaceAll(' ', '_'))}$`)
    .join('/');
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** One shell word, whatever is in it. */
function quote(text: string): string {
  const line = text.replace(/[\r\n\0]+/g, ' ');
  return /^[\w@%+=:,./-]+$/.test(line) ? line : `'${line.replaceAll("'", `'\\''`)}'`;
}
