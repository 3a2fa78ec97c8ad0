import type { Node } from 'web-tree-sitter';
import type { Language } from './language.ts';

/** Operators whose sequences cost something; null-coalescing is shorthand and free (B1 of the definition). */
const LOGICAL = new Set(['&&', '||', 'and', 'or']);

/** Ways to call oneself, but for the bare name. */
const OWN = ['this.', 'self.', '$this->', 'self::', 'static::', 'Self::'];

/**
 * Cognitive complexity of a function (G. Ann Campbell, "Cognitive Complexity: a new way of measuring
 * understandability", SonarSource, version 1.7): plus one for each break in the linear flow, one more for each level
 * it is nested in, one for each sequence of like logical operators, for each jump to a label and for calling itself.
 *
 * @param isSeparate whether a node is a function counted for itself, and so left out
 * @param name the function's own name without its class
 * @param method whether a bare call of that name would mean another function
 */
export function cognitiveComplexity(
  fn: Node,
  language: Language,
  { isSeparate, name, method }: { isSeparate: (node: Node) => boolean; name: string; method: boolean },
): number {
  const { structural, ifs, hybrid, closures, jumps, targets } = language.cognitive;
  const ownCalls = new Set(OWN.map((prefix) => prefix + name));
  if (!method) ownCalls.add(name);
  let total = 0;
  let callsItself = false;

  const visitChildren = (node: Node, nesting: number): void => {
    for (const child of node.namedChildren) if (child) visit(child, nesting);
  };

  const visit = (node: Node, nesting: number): void => {
    if (isSeparate(node)) return;
    const { type } = node;
    if (structural.has(type)) {
      total += isElseIf(node) ? 1 : 1 + nesting;
      visitBranches(node, nesting);
    } else if (hybrid.has(type)) {
      visitElse(node, nesting);
    } else if (closures.has(type) || language.functions.has(type)) {
      visitChildren(node, nesting + 1);
    } else if (isLogical(node)) {
      visitLogical(node, nesting);
    } else {
      if (
        jumps.has(type) &&
        (type === 'goto_statement' || node.namedChildren.some((to) => to && targets.has(to.type)))
      )
        total += 1;
      if (!callsItself && isCall(node) && ownCalls.has(calleeOf(node))) callsItself = true;
      visitChildren(node, nesting);
    }
  };

  /** Condition and `else` stand at the level of the node itself, the rest one deeper. */
  const visitBranches = (node: Node, nesting: number): void => {
    const condition = node.childForFieldName('condition');
    const otherwise = ifs.has(node.type) ? node.childForFieldName('alternative') : null;
    for (const child of node.namedChildren) {
      if (!child) continue;
      if (child.id === condition?.id || isHybridOf(node, child)) visit(child, nesting);
      else if (child.id === otherwise?.id) {
        if (ifs.has(child.type)) visit(child, nesting);
        else {
          total += 1;
          visit(child, nesting + 1);
        }
      } else visit(child, nesting + 1);
    }
  };

  const visitElse = (node: Node, nesting: number): void => {
    const parent = node.parent?.type ?? '';
    // the `else` of a `case` is its default label, which is free
    const free = parent === 'case' || parent === 'case_match';
    const [only] = node.namedChildren;
    if (only && ifs.has(only.type) && node.namedChildCount === 1) {
      visit(only, nesting);
      return;
    }
    if (!free) total += 1;
    const condition = node.childForFieldName('condition');
    for (const child of node.namedChildren) {
      if (child) visit(child, child.id === condition?.id || hybrid.has(child.type) ? nesting : nesting + 1);
    }
  };

  const isHybridOf = (node: Node, child: Node): boolean => hybrid.has(child.type) && node.type !== 'begin';

  const isElseIf = (node: Node): boolean => {
    if (!ifs.has(node.type) || !node.parent) return false;
    if (hybrid.has(node.parent.type)) return node.parent.namedChildCount === 1;
    return ifs.has(node.parent.type) && node.parent.childForFieldName('alternative')?.id === node.id;
  };

  const visitLogical = (node: Node, nesting: number): void => {
    const operators: string[] = [];
    const flatten = (each: Node): void => {
      for (const child of each.children) {
        if (!child) continue;
        if (!child.isNamed) {
          if (LOGICAL.has(child.type)) operators.push(child.type);
          continue;
        }
        let inner = child;
        while (inner.type.startsWith('parenthesized') && inner.namedChildCount === 1)
          inner = inner.namedChildren[0]!;
        if (isLogical(inner)) flatten(inner);
        else visit(inner, nesting);
      }
    };
    flatten(node);
    total += operators.filter((operator, i) => operator !== operators[i - 1]).length;
  };

  visitChildren(fn, 0);
  return total + (callsItself ? 1 : 0);
}

/** Types of nodes that may hold a logical operator; to ask every node for its children would take long. */
const OPERATION = /(binary|boolean|logical|operator|let_chain)(?!.*_pattern$)/;

function isLogical(node: Node): boolean {
  if (!OPERATION.test(node.type)) return false;
  return node.children.some((child) => child && !child.isNamed && LOGICAL.has(child.type));
}

function isCall(node: Node): boolean {
  return /call|invocation/.test(node.type);
}

/** What is called, as it is written, up to the arguments. */
function calleeOf(node: Node): string {
  return node.text.split('(', 1)[0]!.replace(/\s+/g, '');
}
