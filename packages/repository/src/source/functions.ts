import type { Node } from 'web-tree-sitter';
import { cognitiveComplexity } from './cognitive.ts';
import { parse } from './grammar.ts';
import type { Language } from './language.ts';
import { languageOf } from './languages.ts';

/** A function, method or named closure. */
export interface SourceFunction {
  /** `name`, or `Class.name`. */
  name: string;
  /** First and last line, from 1. */
  line: number;
  endLine: number;
  /** Cyclomatic complexity: decisions + 1 (McCabe 1976), nested named functions left out. */
  complexity: number;
  /** Cognitive complexity (SonarSource 2023), nested named functions left out. */
  cognitive: number;
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
    const name = nameIn(language, child);
    if (name !== null) {
      const decisions = countDecisions(child, language);
      found.push({
        name: [...containers, name].join('.'),
        line: child.startPosition.row + 1,
        endLine: child.endPosition.row + 1,
        complexity: decisions + 1,
        cognitive: cognitiveComplexity(child, language, {
          isSeparate: (inner) => nameIn(language, inner) !== null,
          name: name.slice(name.lastIndexOf('.') + 1),
          method: isMethod(child, language),
        }),
        branches: decisions * 2,
        text: child.text,
      });
      collect(child, language, [...containers, name], found);
    } else {
      collect(child, language, containerOf(child, language, containers), found);
    }
  }
}

function containerOf(node: Node, language: Language, containers: string[]): string[] {
  if (!language.containers.has(node.type)) return containers;
  const named = node.childForFieldName('name') ?? node.childForFieldName('type');
  const name = (named?.childForFieldName('type') ?? named)?.text;
  return name ? [...containers, name] : containers;
}

/** The name under which a node is a function for itself; null = it is none, has no body or is a mere callback. */
function nameIn(language: Language, node: Node): string | null {
  if (!language.functions.has(node.type)) return null;
  if (node.type === 'method_declaration' && !node.childForFieldName('body')) return null;
  if (node.type === 'accessor_declaration')
    return node.childForFieldName('body')
      ? (/^\w+/.exec(node.text.replace(/^(\w+ )+(?=\w)/, ''))?.[0] ?? null)
      : null;
  return functionName(node);
}

/** Whether the function is called through its object, so that its bare name means another one. */
function isMethod(node: Node, language: Language): boolean {
  if (language.id === 'java' || language.id === 'csharp' || language.id === 'ruby') return false;
  if (node.type === 'method_definition' || node.type === 'method_declaration') return true;
  const container = node.parent?.parent;
  return container ? language.containers.has(container.type) && container.type !== 'mod_item' : false;
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

/** Decisions of a function, without those of the named functions in it. */
function countDecisions(node: Node, language: Language): number {
  const { id, decisions, operators, functions } = language;
  let types = DECISION_TYPES.get(id);
  if (!types) {
    types = [...decisions, ...operators, ...functions, 'let_declaration', 'match_pattern'];
    DECISION_TYPES.set(id, types);
  }
  let count = 0;
  // the inner function that the next nodes lie in is counted for itself
  let until = -1;
  for (const found of node.descendantsOfType(types)) {
    if (!found || found.id === node.id || found.startIndex < until) continue;
    if (nameIn(language, found) !== null) until = found.endIndex;
    else if (!found.isNamed) count += operators.has(found.type) ? 1 : 0;
    else count += decisionsAt(found, language);
  }
  return count;
}

/** Types of nodes to look at, by language: asking the tree for them is far quicker than walking it. */
const DECISION_TYPES = new Map<string, string[]>();

/** Decisions of the node itself, without those of its children. */
function decisionsAt(node: Node, language: Language): number {
  // Rust: `let … else`, and the guard of a match arm
  if (node.type === 'let_declaration') return node.childForFieldName('alternative') ? 1 : 0;
  if (node.type === 'match_pattern') return node.childForFieldName('condition') ? 1 : 0;
  return language.decisions.has(node.type) && !language.isDefault?.(node) ? 1 : 0;
}
