import type { Node } from '@babel/types';
import { ASSERTIONS, type AssertionKind, GLOBALS, HIDDEN_MEMBERS, NODES } from './permissions.ts';
import { tautology } from './tautology.ts';

export interface BodyRules {
  /** Names that the module under test gives to the test. */
  given: ReadonlySet<string>;
  assertions: AssertionKind;
  typed: boolean;
}

/** A body that may run, without its comments, and the given names that it uses. */
export interface PermittedBody {
  body: string;
  used: string[];
}

const HIDDEN_CHARACTERS =
  /[^\t\n\x20-\x7e\p{L}\p{N}\p{P}\p{S}]|[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;

/**
 * Judges the body of a test on its syntax tree, by what is permitted, not by what is forbidden: only the functions
 * under test, the assertions and values that reach nothing outside. Returns why it may not run.
 */
export async function permittedBody(text: string, rules: BodyRules): Promise<PermittedBody | string> {
  if (HIDDEN_CHARACTERS.test(text)) return 'it holds characters that cannot be seen';
  const { parse } = await import('@babel/parser');
  let file: ReturnType<typeof parse>;
  try {
    file = parse(text, { sourceType: 'module', plugins: rules.typed ? ['typescript'] : [], ranges: true });
  } catch {
    return 'it does not parse';
  }
  const program = file.program as unknown as Node & { body: Node[]; directives: Node[] };
  if (program.directives.length > 0) return 'it has a directive';
  const declared = new Set<string>();
  for (const node of everyNode(program)) for (const name of declaredBy(node)) declared.add(name);
  for (const name of declared)
    if (rules.given.has(name) || GLOBALS.has(name) || ASSERTIONS[rules.assertions].root === name)
      return `it declares ${name} anew`;
  const judge = new Judge(rules, declared);
  for (const statement of program.body) judge.visit(statement, null, '');
  if (judge.problem) return judge.problem;
  const used = [...judge.used];
  if (used.length === 0) return 'it calls nothing that is under test';
  const empty = tautology(program.body, rules.given, ASSERTIONS[rules.assertions].root);
  if (empty) return empty;
  return { body: withoutComments(text, file.comments ?? []), used };
}

interface Tree {
  type: string;
  [key: string]: unknown;
}

/** Children of a node by the name of the place they stand in. */
export function childrenOf(node: Node): { key: string; child: Node }[] {
  const found: { key: string; child: Node }[] = [];
  for (const [key, value] of Object.entries(node)) {
    if (/Comments$|^(loc|extra|errors|tokens|comments)$/.test(key)) continue;
    for (const each of [value].flat()) if (isNode(each)) found.push({ key, child: each });
  }
  return found;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Tree).type === 'string';
}

/** A node and all below it. */
export function everyNode(node: Node): Node[] {
  return [node, ...childrenOf(node).flatMap(({ child }) => everyNode(child))];
}

function declaredBy(node: Node): string[] {
  if (node.type === 'VariableDeclarator') return namesOf(node.id);
  return node.type === 'ArrowFunctionExpression' ? node.params.flatMap(namesOf) : [];
}

function namesOf(pattern: Node): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((each) => namesOf(each.type === 'RestElement' ? each : each.value));
    case 'ArrayPattern':
      return pattern.elements.flatMap((each) => (each ? namesOf(each) : []));
    case 'AssignmentPattern':
      return namesOf(pattern.left);
    case 'RestElement':
      return namesOf(pattern.argument);
    default:
      return [];
  }
}

/** Walks a tree and keeps the first reason why it may not run. */
class Judge {
  readonly used = new Set<string>();
  problem: string | null = null;
  readonly #rules: BodyRules;
  readonly #declared: ReadonlySet<string>;

  constructor(rules: BodyRules, declared: ReadonlySet<string>) {
    this.#rules = rules;
    this.#declared = declared;
  }

  visit(node: Node, parent: Node | null, key: string): void {
    if (this.problem) return;
    this.problem = this.#wrong(node, parent, key);
    if (this.problem || /^TS(?!As|Satisfies|NonNull)/.test(node.type)) return;
    for (const { key: at, child } of childrenOf(node)) this.visit(child, node, at);
  }

  #wrong(node: Node, parent: Node | null, key: string): string | null {
    if (!NODES.has(node.type) && !/^TS\w+Keyword$/.test(node.type)) return `${node.type} is not permitted`;
    switch (node.type) {
      case 'VariableDeclaration':
        return node.kind === 'const' || node.kind === 'let' ? null : `${node.kind} is not permitted`;
      case 'AssignmentExpression':
        return node.left.type === 'Identifier' && this.#declared.has(node.left.name)
          ? null
          : 'it assigns to what is not its own';
      case 'UpdateExpression':
        return node.argument.type === 'Identifier' ? null : 'it assigns to what is not its own';
      case 'UnaryExpression':
        return node.operator === 'delete' ? 'delete is not permitted' : null;
      case 'ObjectProperty':
        return node.computed ? literalKey(node.key) : hiddenName(nameOf(node.key));
      case 'MemberExpression':
      case 'OptionalMemberExpression':
        return this.#member(node);
      case 'NewExpression':
        return isBareDate(node) ? 'the time of day is not permitted' : null;
      case 'StringLiteral':
        return hiddenName(node.value);
      case 'Identifier':
        return this.#identifier(node.name, parent, key);
      default:
        return null;
    }
  }

  #member(node: Extract<Node, { type: 'MemberExpression' | 'OptionalMemberExpression' }>): string | null {
    if (node.computed) return literalKey(node.property);
    const name = nameOf(node.property);
    const hidden = hiddenName(name);
    if (hidden) return hidden;
    const { root, members, statics } = ASSERTIONS[this.#rules.assertions];
    if (node.object.type === 'Identifier' && !this.#declared.has(node.object.name)) {
      const own = node.object.name === root ? statics : GLOBALS.get(node.object.name);
      if (own && own !== 'any' && !own.has(name)) return `${node.object.name}.${name} is not permitted`;
    }
    if (rootOf(node.object) === root && node.object.type !== 'Identifier' && !members.has(name))
      return `the assertion ${name} is not permitted`;
    return null;
  }

  #identifier(name: string, parent: Node | null, key: string): string | null {
    if (isOnlyAName(parent, key) || this.#declared.has(name)) return null;
    if (this.#rules.given.has(name)) {
      this.used.add(name);
      return null;
    }
    if (name === ASSERTIONS[this.#rules.assertions].root)
      return isUsedInPlace(parent, key) ? null : `${name} may not be passed on`;
    const known = GLOBALS.get(name);
    if (!known) return `${name} is not permitted`;
    // a namespace in a variable could be called by other names
    return known === 'any' || isUsedInPlace(parent, key) || isErrorOrConstructor(parent, key)
      ? null
      : `${name} may not be passed on`;
  }
}

/** The name that a chain of calls and members begins with. */
function rootOf(node: Node): string | null {
  if (node.type === 'Identifier') return node.name;
  if (node.type === 'CallExpression' || node.type === 'OptionalCallExpression') return rootOf(node.callee);
  if (node.type === 'MemberExpression' || node.type === 'OptionalMemberExpression')
    return rootOf(node.object);
  return null;
}

function isUsedInPlace(parent: Node | null, key: string): boolean {
  return key === 'callee' || (key === 'object' && /MemberExpression$/.test(parent?.type ?? ''));
}

/** `toThrow(RangeError)`, `expect.any(Number)`, `x instanceof Map`. */
function isErrorOrConstructor(parent: Node | null, key: string): boolean {
  if (parent?.type === 'BinaryExpression') return key === 'right' && parent.operator === 'instanceof';
  return (
    parent?.type === 'CallExpression' && key === 'arguments' && parent.callee.type === 'MemberExpression'
  );
}

function isOnlyAName(parent: Node | null, key: string): boolean {
  if (!parent) return false;
  if (/MemberExpression$/.test(parent.type))
    return key === 'property' && !(parent as unknown as Tree).computed;
  return parent.type === 'ObjectProperty' && key === 'key' && !parent.computed && !parent.shorthand;
}

function nameOf(node: Node): string {
  if (node.type === 'Identifier') return node.name;
  return node.type === 'StringLiteral' ? node.value : '';
}

function literalKey(node: Node): string | null {
  if (node.type === 'NumericLiteral') return null;
  if (node.type === 'StringLiteral') return hiddenName(node.value);
  const isSymbol =
    node.type === 'MemberExpression' && node.object.type === 'Identifier' && node.object.name === 'Symbol';
  return isSymbol ? null : 'a computed name is not permitted';
}

function hiddenName(name: string): string | null {
  return HIDDEN_MEMBERS.has(name) ? `${name} is not permitted` : null;
}

function isBareDate(node: Extract<Node, { type: 'NewExpression' }>): boolean {
  return node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 0;
}

function withoutComments(
  text: string,
  comments: readonly { start?: number | null; end?: number | null }[],
): string {
  let bare = text;
  for (const { start, end } of comments.toReversed())
    bare = `${bare.slice(0, start ?? 0)} ${bare.slice(end ?? 0)}`;
  return bare
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .join('\n');
}
