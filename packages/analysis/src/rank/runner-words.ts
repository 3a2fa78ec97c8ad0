/** A test as a runner is told to run it. */
export interface Filterable {
  framework: string;
  file: string | null;
  suite: readonly string[];
  name: string;
}

export type Runner = 'vitest' | 'jest' | 'playwright' | 'pytest' | 'go' | 'maven' | 'gradle';

const FRAMEWORKS: Record<string, readonly Runner[]> = {
  vitest: ['vitest'],
  jest: ['jest'],
  playwright: ['playwright'],
  pytest: ['pytest'],
  go: ['go'],
  'go-test': ['go'],
  gotestsum: ['go'],
  surefire: ['maven'],
  maven: ['maven'],
  gradle: ['gradle'],
};

/** By its framework, else by the ending of its file. */
export function runnersOf({ framework, file }: Filterable): readonly Runner[] {
  const known = FRAMEWORKS[framework];
  if (known) return known;
  if (file === null) return [];
  if (file.endsWith('.py')) return ['pytest'];
  if (file.endsWith('.go')) return ['go'];
  if (/\.(java|kt)$/.test(file)) return ['maven', 'gradle'];
  const generic = framework === '' || framework === 'junit' || framework === 'ctrf';
  return generic && /\.[cm]?[jt]sx?$/.test(file) ? ['vitest', 'jest', 'playwright'] : [];
}

/** Names that Go takes for tests; others are packages that did not build. */
export const GO_TEST = /^(Test|Example|Fuzz|Benchmark)/;

/** Suites and name; some reports repeat the suites in the name. */
export function fullTitle({ suite, name }: Filterable): string {
  const path = suite.join(' ');
  return path === '' || name.startsWith(`${path} `) ? name : `${path} ${name}`;
}

/** File and classes of a test; without a file they are those of its suite `package.test_module.TestClass`. */
export function pythonPlace({ file, suite }: Filterable): { file: string | null; classes: string[] } {
  const parts = suite.flatMap((part) => part.split('.'));
  const start = parts.findIndex((part) => /^[A-Z]/.test(part));
  const modules = start < 0 ? parts : parts.slice(0, start);
  const classes = start < 0 ? [] : parts.slice(start);
  return { file: file ?? (modules.length > 0 ? `${modules.join('/')}.py` : null), classes };
}

export function goPackage({ file, suite }: Filterable): string {
  if (file === null) return suite.findLast((part) => /[./]/.test(part)) ?? './...';
  const folder = file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '';
  return folder === '' ? '.' : `./${folder}`;
}

export function classOf({ suite, file }: Filterable): string | null {
  return suite.at(-1) ?? /([^/]+)\.(?:java|kt)$/.exec(file ?? '')?.[1] ?? null;
}

/** The method without the arguments that a parameterized test's name carries. */
export function methodOf({ name }: Filterable): string {
  return name.replace(/[([{].*$/s, '');
}

/** Text as a regular expression that matches it alone. */
export function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** One shell word, whatever is in it. */
export function shellWord(text: string): string {
  const line = oneLine(text);
  return /^[\w@%+=:,./-]+$/.test(line) ? line : `'${line.replaceAll("'", `'\\''`)}'`;
}

/** Level by level, as Go matches subtests. */
export function goPattern(name: string): string {
  return name
    .split('/')
    .map((part) => `^${escapePattern(part.replaceAll(' ', '_'))}$`)
    .join('/');
}

/** Text without line breaks, which no command line holds. */
export function oneLine(text: string): string {
  return text.replace(/[\r\n\0]+/g, ' ');
}
