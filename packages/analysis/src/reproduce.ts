import type { TestResult } from '@qitops/model';

/** A shell command that runs one test alone, or null when the runner is not known. */
export function reproduceCommand(
  test: Pick<TestResult, 'framework' | 'file' | 'suite' | 'name'>,
): string | null {
  const file = test.file === null ? '' : ` ${quote(test.file)}`;
  const title = [...test.suite, test.name].join(' ');
  switch (test.framework) {
    case 'vitest':
      return `npx vitest run${file} -t ${quote(escapePattern(title))}`;
    case 'jest':
      return `npx jest${file} -t ${quote(escapePattern(title))}`;
    case 'mocha':
      return `npx mocha${file} --grep ${quote(escapePattern(title))}`;
    case 'playwright':
      return `npx playwright test${file} -g ${quote(escapePattern(test.name))}`;
    case 'pytest':
      return test.file ? `pytest ${quote([test.file, ...classes(test), test.name].join('::'))}` : null;
    case 'go':
    case 'go-test':
      return `go test ./... -run ${quote(`^${escapePattern(test.name)}$`)}`;
    case 'surefire':
    case 'maven':
      return `mvn test -Dtest=${quote(`${test.suite.at(-1) ?? ''}#${test.name}`)}`;
    case 'gradle':
      return `./gradlew test --tests ${quote([test.suite.at(-1), test.name].filter(Boolean).join('.'))}`;
    default:
      return null;
  }
}

/** Classes of a pytest suite path: what is not the module. */
function classes(test: Pick<TestResult, 'suite'>): string[] {
  return test.suite.filter((part) => /^[A-Z]\w*$/.test(part));
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** One shell word, whatever is in it. */
function quote(text: string): string {
  const line = text.replace(/[\r\n\0]+/g, ' ');
  return /^[\w@%+=:,./-]+$/.test(line) ? line : `'${line.replaceAll("'", `'\\''`)}'`;
}
