import type { Node } from 'web-tree-sitter';
import { parse } from './grammar.ts';
import { type Language, languageOf } from './languages.ts';

/** A function, method or named closure. */
export interface SourceFunction {
  /** `name`, or `Class.name`. */
  name: string;
  /** First and last line, from 1. */
  line: number;
  endLine: number;
  /** Cyclomatic complexity: decisions + 1 (McCabe 1976), nested named functions left out. */
  complexity: number;
  /** Ways out of its decisions: two each. */
  branches: number;
  /** Text of the whole function. */
  text: string;
}

/** Functions of a source text in order of appearance; empty for a language that is not read. */
export async function functionsOf(path: string, text: string): Promise<SourceFunction[]> {
  const language = languageOf(path);
  if (!language) return [];
  const tree = await parse(language.grammar, text);
  try {
    const found: SourceFunction[] = [];
    collect(tree.rootNode, language, [], found);
    return found;
  } finally {
    tree.delete();
  }
}

function collect(node: Node, language: Language, containers: string[], found: SourceFunction[]): void {
  for (const child of node.namedChildren) {
    if (!child) continue;
    const name = language.functions.has(child.type) ? functionName(child) : null;
    if (name !== null) {
      const decisions = countDecisions(child, language);
      found.push({
        name: [...containers, name].join('.'),
        line: child.startPosition.row + 1,
        endLine: child.endPosition.row + 1,
        complexity: decisions + 1,
        branches: decisions * 2,
        text: child.text,
      });
      collect(child, language, [...containers, name], found);
    } else {
      collect(child, language, containerOf(child, containers), found);
    }
  }
}

function containerOf(node: Node, containers: string[]): string[] {
  if (!/class|interface_declaration|impl/.test(node.type)) return containers;
  const name = node.childForFieldName('name')?.text;
  return name ? [...containers, name] : containers;
}

/** The function's own name, or that of the variable, property or field it is given to; null = a mere callback. */
function functionName(node: Node): string | null {
  const own = node.childForFieldName('name')?.text;
  if (node.type === 'method_declaration') {
    const receiver = node.childForFieldName('receiver')?.text.match(/(\w+)(?:\[[^\]]*\])?\s*\)$/)?.[1];
    return own ? (receiver ? `${receiver}.${own}` : own) : null;
  }
  if (own) return own;
  const parent = node.parent;
  if (!parent) return null;
  if (parent.type === 'variable_declarator' || parent.type === 'public_field_definition') {
    return parent.childForFieldName('name')?.text ?? null;
  }
  if (parent.type === 'pair') return parent.childForFieldName('key')?.text ?? null;
  if (parent.type === 'assignment_expression') return parent.childForFieldName('left')?.text ?? null;
  return null;
}

function countDecisions(node: Node, language: Language): number {
  let count = 0;
  for (const child of node.children) {
    if (!child) continue;
    if (language.functions.has(child.type) && functionName(child) !== null) continue;
    if (child.isNamed ? isDecision(child, language) : language.operators.has(child.type)) count += 1;
    count += countDecisions(child, language);
  }
  return count;
}

function isDecision(node: Node, language: Language): boolean {
  if (!language.decisions.has(node.type)) return false;
  // Java's `default:` is a label but no decision
  return !(node.type === 'switch_label' && node.text.startsWith('default'));
}
