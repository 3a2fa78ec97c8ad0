import { posix } from 'node:path';
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
  /** The line that imports a name from a package. */
  importNamed: (specifier: string, name: string) => string;
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

/** How an import of the project's own files ends: as the file does, as its output does, or with nothing. */
export type Ending = 'own' | 'output' | 'none';

/** How a relative import of a script ends; null = it is none. */
export function endingOf(specifier: string): Ending | null {
  if (!specifier.startsWith('.')) return null;
  if (/\.[cm]?tsx?$|\.jsx$/.test(specifier)) return 'own';
  return /\.[cm]?js$/.test(specifier) ? 'output' : 'none';
}

/** What was learned of the project for the test of one module. */
export interface Learned {
  /** What the name of the test's file ends with. */
  end: string;
  /** Repository path of the folder that the test goes to. */
  folder: string;
  /** How it names the module; null = by its path. */
  specifier: string | null;
  module: string;
  ending: Ending;
  /** Text of the test that it is written like; null = there is none. */
  text: string | null;
  runner: RunnerId;
  /** Whether the test is an ES module. */
  esm: boolean;
  pathFor: TestStyle['pathFor'];
  /** Whether the project says that it makes use of a package. */
  installed: (name: string) => boolean;
}

/** The style of one test file, by what was learned. */
export function styleOf(learned: Learned): TestStyle {
  const { end, folder, ending, text, runner, esm, pathFor, installed } = learned;
  const known = text ?? '';
  const caller = /\btest\(/.test(known) && !/\bit\(/.test(known) ? 'test' : 'it';
  const dialect = dialectOf(runner, known);
  const required = !esm || (text !== null && /\brequire\(['"]/.test(text) && !/^import /m.test(text));
  const globals = text !== null && !/['"](vitest|@jest\/globals|mocha)['"]/.test(text);
  const staging = stagingOf(runner, installed);
  const runnerLines = (names: readonly string[]): string[] =>
    runnerImports(runner, [caller, ...names].join(', '), globals, required, dialect, known);
  const specifierOf = (path: string): string => relativeTo(folder, path, ending);
  const specifier = learned.specifier ?? specifierOf(learned.module);
  const importNamed = (from: string, name: string): string =>
    required ? `const { ${name} } = require('${from}');` : `import { ${name} } from '${from}';`;
  const single = (known.match(/'/g) ?? []).length >= (known.match(/"/g) ?? []).length;
  return {
    pathFor,
    caller,
    importFrom: (path, name) => importNamed(specifierOf(path), name),
    importNamed,
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

/** A path as seen from a folder. */
function relativeTo(folder: string, path: string, ending: Ending): string {
  const plain = posix.relative(folder, path);
  const own = plain.startsWith('.') ? plain : `./${plain}`;
  if (ending === 'own') return own;
  return ending === 'output' ? own.replace(/\.([cm]?)[jt]sx?$/, '.$1js') : own.replace(/\.[cm]?[jt]sx?$/, '');
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
