import { type CaseStep, type FoundTest, foundTest } from '@qitops/model';
import type { Node } from 'web-tree-sitter';
import { tableOf } from './script-table.ts';
import { hasPlaces, scriptString, type Title, titleOf } from './script-title.ts';
import { childrenOf, lineOf } from './syntax.ts';

const SUITES = new Set(['describe', 'suite', 'context', 'fdescribe', 'xdescribe', 'xcontext']);
const TESTS = new Set(['it', 'test', 'specify', 'fit', 'xit', 'xtest', 'xspecify', 'bench']);
const FUNCTIONS = new Set(['arrow_function', 'function_expression', 'function', 'generator_function']);

/** A call that makes a suite or a test: `test.describe.skip(…)`, `it.each(…)(…)`. */
interface Declared {
  kind: 'suite' | 'test' | 'step';
  /** Words after the first: `skip`, `each`, `todo`. */
  words: string[];
  /** What was given to `each`. */
  table: Node | null;
  args: Node[];
}

interface Scope {
  suite: string[];
  state: FoundTest['state'];
  tags: string[];
  open: boolean;
  /** The test that one is in, for its steps and subtests. */
  test: FoundTest | null;
}

/** Tests of Jest, Vitest, Mocha, Jasmine, node:test and Playwright in a syntax tree, as they are written. */
export function scriptTests(root: Node, file: string): FoundTest[] {
  const found: FoundTest[] = [];
  walk(root, { suite: [], state: 'active', tags: [], open: false, test: null }, file, found);
  return found;
}

function walk(node: Node, scope: Scope, file: string, found: FoundTest[]): void {
  for (const child of childrenOf(node)) {
    const declared = child.type === 'call_expression' ? declaredBy(child) : null;
    const title = declared?.args[0] ? titleOf(declared.args[0]) : null;
    if (declared && title && enter(child, declared, title, scope, file, found)) continue;
    walk(child, scope, file, found);
  }
}

/** Takes a suite, test or step in; false when it is none after all. */
function enter(
  node: Node,
  declared: Declared,
  title: Title,
  scope: Scope,
  file: string,
  found: FoundTest[],
): boolean {
  const { kind, words, args, table } = declared;
  const body = args.findLast(({ type }) => FUNCTIONS.has(type)) ?? null;
  const many = title.open || scope.open || (table !== null && (hasPlaces(title.text) || kind === 'suite'));
  const state = stateOf(words, scope.state);
  const tags = [...scope.tags, ...tagsOf(args[1]), ...tagsIn(title.text)];
  if (kind === 'step') {
    if (!scope.test || !body) return false;
    const step: CaseStep = { action: title.text };
    scope.test.steps.push(step);
    walk(body, scope, file, found);
    return true;
  }
  if (kind === 'suite') {
    if (!body) return false;
    walk(body, { ...scope, suite: [...scope.suite, suiteName(title)], state, tags, open: many }, file, found);
    return true;
  }
  // `test.skip(condition, 'why')` in a body declares nothing
  if (!body && (scope.test !== null || title.open)) return false;
  const suite = scope.test ? [...scope.test.suite, scope.test.name] : scope.suite;
  const test: FoundTest = {
    ...foundTest({ file, line: lineOf(node), suite, name: title.text }),
    many: many || table !== null,
    state: body ? state : 'todo',
    tags: [...new Set(tags)],
    parameters: tableOf(table, body),
  };
  found.push(test);
  if (body) walk(body, { ...scope, suite, state, tags, open: many, test }, file, found);
  return true;
}

/** `describe(Cart, …)` is reported by the class's name. */
function suiteName(title: Title): string {
  const name = /^\$\{([\w$]+)(?:\.name)?\}$/.exec(title.text)?.[1];
  return name && /^[A-Z]/.test(name) ? name : title.text;
}

function stateOf(words: readonly string[], outer: FoundTest['state']): FoundTest['state'] {
  if (words.includes('todo')) return 'todo';
  return words.some((word) => word === 'skip' || word === 'fixme') ? 'skipped' : outer;
}

function declaredBy(call: Node): Declared | null {
  const args = childrenOf(call.childForFieldName('arguments'));
  let callee = call.childForFieldName('function');
  let table: Node | null = null;
  if (callee?.type === 'call_expression') {
    // `it.each(table)(…)`, `it.skipIf(condition)(…)`
    const inner = wordsOf(callee.childForFieldName('function'));
    if (!inner) return null;
    if (inner.includes('each') || inner.includes('for')) table = callee.childForFieldName('arguments');
    callee = callee.childForFieldName('function');
  }
  const words = wordsOf(callee);
  const [first, ...rest] = words ?? [];
  if (!first) return null;
  if (first === 'test' && rest.includes('step')) return { kind: 'step', words: rest, table, args };
  // node:test hands a context to a test, whose own `test` makes a subtest
  if (words!.length === 2 && /^(t|ctx|context|tc)$/.test(first) && rest[0] === 'test')
    return { kind: 'test', words: [], table, args };
  if (SUITES.has(first) || (TESTS.has(first) && rest.includes('describe')))
    return { kind: 'suite', words: xed(first, rest), table, args };
  if (TESTS.has(first) && !rest.some((word) => NO_TEST.has(word)))
    return { kind: 'test', words: xed(first, rest), table, args };
  return null;
}

/** What hangs on `test` and declares none. */
const NO_TEST = new Set([
  'beforeEach',
  'afterEach',
  'beforeAll',
  'afterAll',
  'before',
  'after',
  'use',
  'extend',
]);

function xed(first: string, rest: string[]): string[] {
  return first.startsWith('x') ? [...rest, 'skip'] : rest;
}

/** `test.describe.only` as its words; null for anything but names and dots. */
function wordsOf(node: Node | null): string[] | null {
  if (node?.type === 'identifier') return [node.text];
  if (node?.type !== 'member_expression') return null;
  const before = wordsOf(node.childForFieldName('object'));
  const name = node.childForFieldName('property')?.text;
  return before && name ? [...before, name] : null;
}

/** Playwright's `{ tag: '@smoke' }` and Vitest's `{ tags: ['smoke'] }`. */
function tagsOf(options: Node | undefined): string[] {
  if (options?.type !== 'object') return [];
  return childrenOf(options).flatMap((pair) => {
    const value = pair.childForFieldName('value');
    if (!/^tags?$/.test(pair.childForFieldName('key')?.text ?? '') || !value) return [];
    const texts = value.type === 'array' ? childrenOf(value) : [value];
    return texts.flatMap((each) => scriptString(each)?.replace(/^@/, '') ?? []);
  });
}

/** `@smoke` in a title, as Playwright reads it. */
function tagsIn(title: string): string[] {
  return [...title.matchAll(/(?<=^|\s)@([\w-]+)/g)].map((match) => match[1]!);
}
