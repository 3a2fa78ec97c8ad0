import { posix } from 'node:path';
import { type Checkout, importSpecifiers, isTestPath, resolveImport } from '@qitops/repository';
import { ASSERT, CHAI, type Dialect, EXPECT } from './emit/dialect.ts';
import { type Staging, stagingOf } from './emit/staging.ts';
import type { RunnerId } from './runners/runner.ts';

/** How the project writes its tests for a module. */
export interface TestStyle {
  /** Repository path for a test file of a function; never one that exists or was given before. */
  pathFor: (name: string) => string;
  /** `it` or `test`. */
  caller: 'it' | 'test';
  /** The lines that import the runner, the assertions and the module's names; `staged` = those of staging too. */
  imports: (names: readonly { name: string; as: string }[], staged?: boolean) => string[];
  /** The line that imports a name from a repository path. */
  importFrom: (path: string, name: string) => string;
  /** The line that imports a package as one name. */
  importWhole: (specifier: string, name: string) => string;
  /** How the test names another module of the repository. */
  specifierOf: (path: string) => string;
  dialect: Dialect;
  /** How time and chance are held; null = the runner cannot, with what is installed. */
  staging: Staging | null;
  quote: "'" | '"';
  semicolons: boolean;
  /** Whether the test is TypeScript. */
  typed: boolean;
}

/** Where tests go that have no neighbour. */
const OWN_FOLDER = 'tests/qitops';

interface Learned {
  folder: string;
  stem: string;
  end: string;
  specifier: string;
  /** Text of the test it was learned from. */
  text: string | null;
}

/**
 * Learns from the test that imports the module already; without one the file goes below `tests/qitops`.
 * `taken` holds the paths that were given to other tests.
 */
export async function styleFor(
  checkout: Checkout,
  revision: string,
  module: string,
  runner: RunnerId,
  taken: Set<string>,
): Promise<TestStyle> {
  const files = new Set(await checkout.files(revision));
  const learned = await learn(checkout, revision, module, files);
  const manifest = (await checkout.fileAt(revision, 'package.json')) ?? '';
  return styleOf(
    learned,
    runner,
    await isModule(checkout, revision, module),
    (name) => freeName(files, taken, learned.folder, `${learned.stem}.${name}`, learned.end),
    (name) => manifest.includes(`"${name}"`),
  );
}

async function learn(
  checkout: Checkout,
  revision: string,
  module: string,
  files: ReadonlySet<string>,
): Promise<Learned> {
  const stem = posix.basename(module).replace(/\.[cm]?[jt]sx?$/, '');
  const tests = [...files].filter((path) => isTestPath(path) && /\.[cm]?[jt]sx?$/.test(path));
  // the test named after the module first
  tests.sort(
    (a, b) =>
      Number(posix.basename(b).startsWith(`${stem}.`)) - Number(posix.basename(a).startsWith(`${stem}.`)),
  );
  let neighbour: string | null = null;
  for (const path of tests) {
    const text = (await checkout.fileAt(revision, path)) ?? '';
    neighbour ??= text;
    const specifier = importSpecifiers(text).find((each) => resolveImport(path, each, files) === module);
    if (!specifier) continue;
    const end = /[._-](?:test|spec)\.[cm]?[jt]sx?$/.exec(path)?.[0] ?? `.test${posix.extname(path)}`;
    return { folder: posix.dirname(path), stem, end, specifier, text };
  }
  const extension = posix.extname(module);
  const relative = posix.relative(OWN_FOLDER, module);
  const specifier = relative.startsWith('.') ? relative : `./${relative}`;
  return { folder: OWN_FOLDER, stem, end: `.test${extension}`, specifier, text: neighbour };
}

/** Whether a file like the module is an ES module: by its ending, its text, or the nearest `package.json`. */
async function isModule(checkout: Checkout, revision: string, module: string): Promise<boolean> {
  if (/\.m[jt]s$|\.tsx?$/.test(module)) return true;
  if (/\.cjs$/.test(module)) return false;
  const text = (await checkout.fileAt(revision, module)) ?? '';
  return !/\bmodule\.exports\b|^\s*exports\.\w+ =/m.test(text);
}

/** The style of one test file, by what was learned. */
export function styleOf(
  { end, specifier, text, folder = '' }: Pick<Learned, 'end' | 'specifier' | 'text'> & { folder?: string },
  runner: RunnerId,
  esm: boolean,
  pathFor: TestStyle['pathFor'],
  installed: (name: string) => boolean = () => false,
): TestStyle {
  const known = text ?? '';
  const caller = /\btest\(/.test(known) && !/\bit\(/.test(known) ? 'test' : 'it';
  const dialect = dialectOf(runner, known);
  const required = !esm || (text !== null && /\brequire\(['"]/.test(text) && !/^import /m.test(text));
  const globals = text !== null && !/['"](vitest|@jest\/globals|mocha)['"]/.test(text);
  const staging = stagingOf(runner, installed);
  const runnerLines = (names: readonly string[]): string[] =>
    runnerImports(runner, [caller, ...names].join(', '), globals, required, dialect, known);
  const specifierOf = (path: string): string => relativeTo(folder, path, specifier);
  const single = (known.match(/'/g) ?? []).length >= (known.match(/"/g) ?? []).length;
  return {
    pathFor,
    caller,
    importFrom: (path, name) =>
      required
        ? `const { ${name} } = require('${specifierOf(path)}');`
        : `import { ${name} } from '${specifierOf(path)}';`,
    importWhole: (from, name) =>
      required ? `const ${name} = require('${from}');` : `import ${name} from '${from}';`,
    specifierOf,
    dialect,
    staging,
    quote: single ? "'" : '"',
    semicolons: text === null || /;\s*$/m.test(text),
    typed: /\.[cm]?tsx?$/.test(end),
    imports: (names, staged = false) => [
      ...runnerLines(staged ? (staging?.names ?? []) : []),
      ...(staged ? (staging?.head ?? []) : []).map((name) =>
        required ? `const ${name} = require('${name}');` : `import ${name} from '${name}';`,
      ),
      ...(required ? requireLines(names, specifier) : importLines(names, specifier)),
    ],
  };
}

/** A path as seen from a folder, its ending as `like` has it: its own, that of its output, or none. */
function relativeTo(folder: string, path: string, like: string): string {
  const plain = posix.relative(folder, path);
  const own = plain.startsWith('.') ? plain : `./${plain}`;
  if (!like.startsWith('.') || /\.[cm]?tsx?$/.test(like)) return own;
  return /\.[cm]?js$/.test(like)
    ? own.replace(/\.([cm]?)tsx?$/, '.$1js')
    : own.replace(/\.[cm]?[jt]sx?$/, '');
}

function dialectOf(runner: RunnerId, text: string): Dialect {
  if (runner === 'vitest' || runner === 'jest') return EXPECT;
  return runner === 'mocha' && /['"]chai['"]/.test(text) && /\bexpect\(/.test(text) ? CHAI : ASSERT;
}

function runnerImports(
  runner: RunnerId,
  caller: string,
  globals: boolean,
  required: boolean,
  dialect: Dialect,
  text: string,
): string[] {
  const take = (names: string, from: string): string =>
    required ? `const { ${names} } = require('${from}');` : `import { ${names} } from '${from}';`;
  const assert = required
    ? "const assert = require('node:assert/strict');"
    : "import assert from 'node:assert/strict';";
  switch (runner) {
    case 'vitest':
      return globals ? [] : [take(`describe, expect, ${caller}`, 'vitest')];
    case 'jest':
      return /['"]@jest\/globals['"]/.test(text)
        ? [take(`describe, expect, ${caller}`, '@jest/globals')]
        : [];
    case 'node:test':
      return [take(`describe, ${caller}`, 'node:test'), assert];
    case 'mocha':
      return [
        ...(/['"]mocha['"]/.test(text) ? [take(`describe, ${caller}`, 'mocha')] : []),
        dialect === CHAI ? take('expect', 'chai') : assert,
      ];
  }
}

function importLines(names: readonly { name: string; as: string }[], specifier: string): string[] {
  const whole = names.find(({ name }) => name === 'default');
  const parts = names
    .filter(({ name }) => name !== 'default')
    .map(({ name, as }) => (name === as ? name : `${name} as ${as}`));
  const bound = [...(whole ? [whole.as] : []), ...(parts.length > 0 ? [`{ ${parts.join(', ')} }`] : [])];
  return [`import ${bound.join(', ')} from '${specifier}';`];
}

function requireLines(names: readonly { name: string; as: string }[], specifier: string): string[] {
  const whole = names.find(({ name }) => name === 'default');
  if (whole) return [`const ${whole.as} = require('${specifier}');`];
  const parts = names.map(({ name, as }) => (name === as ? name : `${name}: ${as}`));
  return [`const { ${parts.join(', ')} } = require('${specifier}');`];
}

/** A path that is not taken, and takes it. */
function freeName(
  files: ReadonlySet<string>,
  taken: Set<string>,
  folder: string,
  stem: string,
  end: string,
): string {
  for (let n = 1; ; n++) {
    const path = posix.join(folder, `${stem}${n === 1 ? '' : `-${n}`}${end}`);
    if (files.has(path) || taken.has(path)) continue;
    taken.add(path);
    return path;
  }
}
