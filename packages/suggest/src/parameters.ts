import { parse } from '@qitops/repository';
import type { Node } from 'web-tree-sitter';

/** The shape of a value, as far as the source says it. */
export type Shape =
  | { kind: 'number' | 'string' | 'boolean' | 'unknown' }
  | { kind: 'literals'; values: (string | number | boolean | null)[] }
  | { kind: 'array'; of: Shape }
  | { kind: 'object'; fields: { name: string; shape: Shape; optional: boolean }[] }
  | { kind: 'unsupported'; why: string };

export interface Parameter {
  name: string;
  shape: Shape;
  optional: boolean;
}

export interface FunctionSignature {
  name: string;
  exported: boolean;
  async: boolean;
  parameters: Parameter[];
  /** Numbers and strings that stand in the body; the values at which behaviour changes. */
  literals: (string | number)[];
}

/** Signatures of a module's exported functions, by name. */
export async function signaturesOf(grammar: string, text: string): Promise<Map<string, FunctionSignature>> {
  const tree = await parse(grammar, text);
  try {
    const types = declaredTypes(tree.rootNode);
    const found = new Map<string, FunctionSignature>();
    for (const statement of tree.rootNode.namedChildren) {
      if (statement?.type !== 'export_statement') continue;
      const declaration = statement.childForFieldName('declaration');
      for (const [name, node] of functionsIn(declaration)) found.set(name, signatureOf(name, node, types));
    }
    return found;
  } finally {
    tree.delete();
  }
}

function functionsIn(declaration: Node | null): [string, Node][] {
  if (!declaration) return [];
  const name = declaration.childForFieldName('name')?.text;
  if (/function_declaration/.test(declaration.type) && name) return [[name, declaration]];
  if (declaration.type !== 'lexical_declaration') return [];
  return declaration.namedChildren.flatMap((declarator): [string, Node][] => {
    const value = declarator?.childForFieldName('value');
    const own = declarator?.childForFieldName('name')?.text;
    const isFunction = value?.type === 'arrow_function' || value?.type === 'function_expression';
    return isFunction && own ? [[own, value]] : [];
  });
}

function signatureOf(name: string, node: Node, types: ReadonlyMap<string, Node>): FunctionSignature {
  const list = node.childForFieldName('parameters');
  const single = node.childForFieldName('parameter');
  const parameters = single
    ? [{ name: single.text, shape: { kind: 'unknown' } as Shape, optional: false }]
    : (list?.namedChildren ?? []).flatMap((each) =>
        each && each.type !== 'comment' ? [parameterOf(each, types)] : [],
      );
  const body = node.childForFieldName('body');
  return {
    name,
    exported: true,
    async: node.children.some((child) => child?.type === 'async'),
    parameters,
    literals: body ? literalsIn(body) : [],
  };
}

function parameterOf(node: Node, types: ReadonlyMap<string, Node>): Parameter {
  // TypeScript wraps a parameter; JavaScript has the bare pattern
  const wrapped = node.type === 'required_parameter' || node.type === 'optional_parameter';
  const pattern = wrapped ? node.childForFieldName('pattern') : node;
  const value = wrapped ? node.childForFieldName('value') : node.childForFieldName('right');
  const annotation = wrapped ? node.childForFieldName('type')?.namedChildren[0] : null;
  const name =
    pattern?.type === 'assignment_pattern'
      ? (pattern.childForFieldName('left')?.text ?? '')
      : (pattern?.text ?? '');
  if (pattern?.type === 'rest_pattern')
    return { name, shape: { kind: 'unsupported', why: 'rest parameters' }, optional: false };
  const shape = annotation ? shapeOf(annotation, types, 0) : shapeOfDefault(value ?? null);
  return {
    name: /^\w+$/.test(name) ? name : 'options',
    shape,
    optional: node.type === 'optional_parameter' || value !== null,
  };
}

function shapeOfDefault(value: Node | null): Shape {
  if (value?.type === 'number') return { kind: 'number' };
  if (value?.type === 'string') return { kind: 'string' };
  if (value?.type === 'true' || value?.type === 'false') return { kind: 'boolean' };
  return { kind: 'unknown' };
}

/** How deep object types are followed. */
const DEEPEST = 4;

function shapeOf(node: Node, types: ReadonlyMap<string, Node>, depth: number): Shape {
  if (depth > DEEPEST) return { kind: 'unsupported', why: 'deeply nested types' };
  const next = (inner: Node | null | undefined): Shape =>
    inner ? shapeOf(inner, types, depth + 1) : { kind: 'unknown' };
  switch (node.type) {
    case 'predefined_type':
      if (node.text === 'number' || node.text === 'string' || node.text === 'boolean')
        return { kind: node.text };
      return node.text === 'any' || node.text === 'unknown' ? { kind: 'unknown' } : unsupported(node);
    case 'literal_type':
      return literalShape(node);
    case 'union_type':
      return unionShape(node.namedChildren.flatMap((child) => (child ? [next(child)] : [])));
    case 'array_type':
    case 'readonly_type':
      return node.type === 'array_type'
        ? { kind: 'array', of: next(node.namedChildren[0]) }
        : next(node.namedChildren[0]);
    case 'parenthesized_type':
      return next(node.namedChildren[0]);
    case 'object_type':
    case 'interface_body':
      return objectShape(node, next);
    case 'generic_type': {
      const name = node.childForFieldName('name')?.text;
      const argument = node.childForFieldName('type_arguments')?.namedChildren[0];
      return name === 'Array' || name === 'ReadonlyArray'
        ? { kind: 'array', of: next(argument) }
        : unsupported(node);
    }
    case 'type_identifier': {
      const declared = types.get(node.text);
      return declared ? next(declared) : unsupported(node);
    }
    default:
      return unsupported(node);
  }
}

function objectShape(node: Node, next: (inner: Node | null | undefined) => Shape): Shape {
  const fields = node.namedChildren.flatMap((member) => {
    if (member?.type !== 'property_signature') return [];
    const name = member.childForFieldName('name')?.text ?? '';
    const optional = member.children.some((child) => child?.type === '?');
    return [{ name, shape: next(member.childForFieldName('type')?.namedChildren[0]), optional }];
  });
  return { kind: 'object', fields };
}

function literalShape(node: Node): Shape {
  const text = node.text;
  if (text === 'null' || text === 'true' || text === 'false')
    return { kind: 'literals', values: [JSON.parse(text)] };
  const value = literalOf(node.namedChildren[0] ?? node);
  return value === null ? unsupported(node) : { kind: 'literals', values: [value] };
}

function unionShape(parts: readonly Shape[]): Shape {
  const values = parts.flatMap((part) => (part.kind === 'literals' ? part.values : []));
  const other = parts.find((part) => part.kind !== 'literals' && part.kind !== 'unsupported');
  // a union of a type with null or undefined is tried with the type
  if (other) return other;
  return values.length > 0
    ? { kind: 'literals', values }
    : { kind: 'unsupported', why: 'an unusual union type' };
}

function unsupported(node: Node): Shape {
  return { kind: 'unsupported', why: `a parameter of type ${node.text.replace(/\s+/g, ' ').slice(0, 60)}` };
}

/** Interfaces, object type aliases and literal unions of the module, by name. */
function declaredTypes(root: Node): Map<string, Node> {
  const types = new Map<string, Node>();
  for (const statement of root.namedChildren) {
    const declaration =
      statement?.type === 'export_statement' ? statement.childForFieldName('declaration') : statement;
    const name = declaration?.childForFieldName('name')?.text;
    if (!declaration || !name) continue;
    const body =
      declaration.type === 'interface_declaration'
        ? declaration.childForFieldName('body')
        : declaration.type === 'type_alias_declaration'
          ? declaration.childForFieldName('value')
          : null;
    if (body) types.set(name, body);
  }
  return types;
}

function literalsIn(body: Node): (string | number)[] {
  const values = new Set<string | number>();
  for (const node of body.descendantsOfType(['number', 'string'])) {
    const value = node && literalOf(node);
    if (value !== null && value !== undefined) values.add(value);
  }
  return [...values];
}

function literalOf(node: Node): string | number | null {
  if (node.type === 'number') {
    const value = Number(node.text.replaceAll('_', ''));
    return Number.isFinite(value) ? value : null;
  }
  if (node.type === 'string') return node.text.slice(1, -1).replace(/\\(.)/g, '$1');
  if (node.type === 'unary_expression') {
    const value = Number(node.text.replaceAll('_', ''));
    return Number.isFinite(value) ? value : null;
  }
  return null;
}
