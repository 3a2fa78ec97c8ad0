import { capped, NAME_CAP } from '../text.ts';
import type { Attributes } from '../xml.ts';

/** A `<testsuite>` that is open. */
export interface OpenSuite {
  name: string;
  file: string | null;
  /** Playwright puts the project here. */
  hostname: string | undefined;
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
  if (element === 'testsuites' && attributes.id === '' && name === '' && attributes.skipped !== undefined)
    return 'playwright';
  return null;
}

/** Separator with which a runner joins the titles of nested blocks into one name. */
const TITLE_SEPARATOR = new Map([
  ['vitest', ' > '],
  ['playwright', ' › '],
]);

interface Place {
  suite: string[];
  file: string | null;
}

/** Where the tests of a JUnit file stand: name, the suites above without the file, and the file. */
export class Places {
  /** What the last test's suites, class and file came to: most tests have those of the one before. */
  #last: { className: string; file: string | undefined; place: Place } | null = null;

  /** To be called when a suite opens or closes. */
  changed(): void {
    this.#last = null;
  }

  of(
    attributes: Attributes,
    suites: readonly OpenSuite[],
    framework: string | null,
  ): Place & { name: string } {
    const className = attributes.classname ?? attributes.class ?? '';
    const own = attributes.file || attributes.filepath || undefined;
    let last = this.#last;
    if (last === null || last.className !== className || last.file !== own) {
      last = { className, file: own, place: placeOf(className, own, suites, framework) };
      this.#last = last;
    }
    const { suite, file } = last.place;
    const name = capped(attributes.name?.trim() || className || '(no name)', NAME_CAP);
    if (name === className && suite.at(-1) === name && suites.at(-1)?.name !== name) {
      return { name, suite: suite.slice(0, -1), file };
    }
    const separator = TITLE_SEPARATOR.get(framework ?? '');
    if (!separator || !name.includes(separator)) return { name, suite, file };
    const titles = name.split(separator);
    return { name: titles.pop()!, suite: [...suite, ...titles], file };
  }
}

function placeOf(
  className: string,
  own: string | undefined,
  suites: readonly OpenSuite[],
  framework: string | null,
): Place {
  const fileOfSuite = suites.findLast((suite) => suite.file)?.file ?? null;
  const named = suites.findLast((suite) => looksLikeFile(suite.name))?.name ?? null;
  const file = own ?? fileOfSuite ?? (looksLikeFile(className) ? className : named);
  const project = framework === 'playwright' ? suites.findLast((each) => each.hostname)?.hostname : undefined;
  const suite: string[] = project ? [project] : [];
  for (const part of [...suites.map((each) => each.name), className]) {
    const plain = part.trim();
    if (plain === '' || plain === framework || plain === suite.at(-1)) continue;
    if (plain === file || (looksLikeFile(plain) && file?.endsWith(plain))) continue;
    suite.push(capped(plain, NAME_CAP));
  }
  return { suite, file };
}
