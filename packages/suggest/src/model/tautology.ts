import type { Node } from '@babel/types';
import { childrenOf, everyNode } from './permitted.ts';

type Call = Extract<Node, { type: 'CallExpression' }>;

/**
 * Why the assertions of a test say nothing: there is none, one is made on what the code under test did not touch, or
 * one compares the code under test with itself. Null = each of them says something.
 */
export function tautology(body: readonly Node[], given: ReadonlySet<string>, root: string): string | null {
  const nodes = body.flatMap(everyNode);
  const touched = touchedNames(nodes, given);
  const assertions = nodes.filter(
    (node): node is Call => node.type === 'CallExpression' && asserts(node, root),
  );
  if (assertions.length === 0) return 'it asserts nothing';
  for (const call of assertions) {
    const { actual, expected } = sidesOf(call, body, root);
    if (!actual || !depends(actual, given, touched)) return 'an assertion is not about the code under test';
    if (expected.some((each) => calls(each, given)))
      return 'an assertion compares the code under test with itself';
    if (expected.some((each) => sameText(each, actual))) return 'an assertion compares a value with itself';
  }
  return null;
}

/** `expect(…)` itself, or `assert.equal(…)`. */
function asserts({ callee }: Call, root: string): boolean {
  if (callee.type === 'Identifier') return callee.name === root;
  return (
    root === 'assert' &&
    callee.type === 'MemberExpression' &&
    callee.object.type === 'Identifier' &&
    callee.object.name === root
  );
}

function sidesOf(call: Call, body: readonly Node[], root: string): { actual: Node | null; expected: Node[] } {
  const [actual = null, ...rest] = call.arguments as Node[];
  if (root === 'assert') return { actual, expected: rest };
  const chain = body.flatMap(everyNode).filter((node): node is Call => {
    if (node.type !== 'CallExpression' || node === call) return false;
    for (let at: Node | null = node.callee; at; at = inward(at)) if (at === call) return true;
    return false;
  });
  return { actual, expected: [...rest, ...chain.flatMap((each) => each.arguments as Node[])] };
}

function inward(node: Node): Node | null {
  if (node.type === 'MemberExpression') return node.object;
  return node.type === 'CallExpression' ? node.callee : null;
}

/** Names that the code under test gave a value to, or was given. */
function touchedNames(nodes: readonly Node[], given: ReadonlySet<string>): Set<string> {
  const touched = new Set<string>();
  for (let before = -1; before !== touched.size; ) {
    before = touched.size;
    for (const node of nodes) {
      if (node.type === 'VariableDeclarator' && node.init && depends(node.init, given, touched))
        for (const each of identifiersIn(node.id)) touched.add(each);
      if (node.type === 'AssignmentExpression' && depends(node.right, given, touched))
        for (const each of identifiersIn(node.left)) touched.add(each);
      if (
        (node.type === 'CallExpression' || node.type === 'NewExpression') &&
        isGiven(node.callee, given, touched)
      )
        for (const argument of node.arguments) for (const each of identifiersIn(argument)) touched.add(each);
    }
  }
  return touched;
}

function isGiven(callee: Node, given: ReadonlySet<string>, touched: ReadonlySet<string>): boolean {
  return callee.type !== 'MemberExpression'
    ? callee.type === 'Identifier' && given.has(callee.name)
    : identifiersIn(callee.object).some((name) => given.has(name) || touched.has(name));
}

function depends(node: Node, given: ReadonlySet<string>, touched: ReadonlySet<string>): boolean {
  return identifiersIn(node).some((name) => given.has(name) || touched.has(name));
}

function calls(node: Node, given: ReadonlySet<string>): boolean {
  return everyNode(node).some(
    (each) =>
      each.type === 'CallExpression' && each.callee.type === 'Identifier' && given.has(each.callee.name),
  );
}

/** Identifiers that name a value; names of properties are left out. */
function identifiersIn(node: Node): string[] {
  if (node.type === 'Identifier') return [node.name];
  return childrenOf(node).flatMap(({ key, child }) => {
    const isName =
      (key === 'property' || key === 'key') && !(node as unknown as { computed?: boolean }).computed;
    return isName ? [] : identifiersIn(child);
  });
}

function sameText(a: Node, b: Node): boolean {
  const plain = (node: Node): string =>
    JSON.stringify(node, (key, value) => (/^(start|end|loc|range|extra)$/.test(key) ? undefined : value));
  return plain(a) === plain(b);
}
