import { capped, NAME_CAP } from '../text.ts';
import type { Attributes } from '../xml.ts';

/** A `<testsuite>` that is open. */
export interface OpenSuite {
  name: string;
  file: string | null;
}

/** A path to a source file, as a suite's name, a classname or a test's name may be one. */
const FILE =
  /^(?:[A-Za-z]:)?[^\s:*?"<>|]*[^\s:*?"<>|/\\]\.(?:[cm]?[jt]sx?|py|rb|php|phpt|go|rs|java|kt|kts|scala|groovy|cs|fs|vb|cc?|cpp|cxx|hh?|hpp|swift|dart|ex|exs|feature|bats|sh|lua|pl|t|vue|svelte|robot|ya?ml)$/i;

/** Whether `text` reads as the path of a source file rather than as a name. */
export function looksLikeFile(text: string): boolean {
  return text.length < 1024 && FILE.test(text);
}

/** The runner that wrote a JUnit file, as far as an element shows it; null when it does not. */
export function runnerShown(element: string, attributes: Attributes): string | null {
  const name = attributes.name ?? '';
  if (element === 'testcase')
    return attributes.assertions !== undefined && attributes.class !== undefined ? 'phpunit' : null;
  if (/^vitest tests$/i.test(name)) return 'vitest';
  if (/^jest tests$/i.test(name)) return 'jest';
  if (/^mocha tests$/i.test(name)) return 'mocha';
  if (name === 'pytest' || name === 'pytest tests') return 'pytest';
  if (name === 'nextest-run') return 'nextest';
  if (/^rspec\d*$/i.test(name)) return 'rspec';
  if (name === 'bun test') return 'bun';
  return null;
}

/** Separator with which a runner joins the titles of nested blocks into one name. */
const TITLE_SEPARATOR = new Map([
  ['vitest', ' > '],
  ['playwright', ' › '],
]);

/** Where a test of a JUnit file stands: its own name, the suites above it without the file, and the file. */
export function placeOf(
  attributes: Attributes,
  suites: readonly OpenSuite[],
  framework: string | null,
): { name: string; suite: string[]; file: string | null } {
  const className = attributes.classname ?? attributes.class ?? '';
  const inner = suites.at(-1);
  const fileOfSuite = suites.findLast((suite) => suite.file)?.file ?? null;
  const named = suites.findLast((suite) => looksLikeFile(suite.name))?.name ?? null;
  const file =
    attributes.file ||
    attributes.filepath ||
    fileOfSuite ||
    (looksLikeFile(className) ? className : named) ||
    null;
  const parts = suites.map((suite) => suite.name).concat(className);
  const suite: string[] = [];
  for (const part of parts) {
    const plain = part.trim();
    if (plain === '' || plain === framework || plain === suite.at(-1)) continue;
    if (plain === file || (looksLikeFile(plain) && file?.endsWith(plain))) continue;
    suite.push(capped(plain, NAME_CAP));
  }
  let name = capped(attributes.name?.trim() || className || '(no name)', NAME_CAP);
  if (name === className && suite.at(-1) === name && inner?.name !== name) suite.pop();
  const separator = TITLE_SEPARATOR.get(framework ?? '');
  if (separator && name.includes(separator)) {
    const titles = name.split(separator);
    name = titles.pop()!;
    suite.push(...titles);
  }
  return { name, suite, file };
}
