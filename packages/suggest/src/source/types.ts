import { unescaped } from '@qitops/repository';
import type { Node } from 'web-tree-sitter';
import type { Field, Shape, SimpleKind } from './shape.ts';

/** What names mean in a module: declared types, and type parameters that are in scope. */
export interface TypeScope {
  declared: ReadonlyMap<string, Node>;
  parameters: ReadonlyMap<string, Shape>;
  /** Paths of the modules that declare what is not declared here. */
  origins?: ReadonlyMap<string, string>;
}

/** How deep types are followed. */
const DEEPEST = 5;

const PREDEFINED: Readonly<Record<string, SimpleKind>> = {
  number: 'number',
  string: 'string',
  boolean: 'boolean',
  bigint: 'bigint',
  symbol: 'symbol',
  any: 'unknown',
  unknown: 'unknown',
  object: 'anyObject',
  void: 'nothing',
  undefined: 'nothing',
};

const NAMED: Readonly<Record<string, SimpleKind>> = {
  Date: 'date',
  RegExp: 'regexp',
  Error: 'error',
  Uint8Array: 'bytes',
  ArrayBuffer: 'buffer',
  AbortSignal: 'signal',
  URL: 'url',
  URLSearchParams: 'searchParams',
  Headers: 'headers',
  Request: 'request',
  ReactNode: 'node',
  'React.ReactNode': 'node',
  TemplateStringsArray: 'template',
  Function: 'anyFunction',
  Object: 'anyObject',
  PropertyKey: 'key',
  Symbol: 'symbol',
  bigint: 'bigint',
  BigInt: 'bigint',
  String: 'string',
  Number: 'number',
  Boolean: 'boolean',
};

/** The shape that a type's syntax describes. */
export function shapeOf(node: Node | null | undefined, scope: TypeScope, depth = 0): Shape {
  if (!node) return { kind: 'unknown' };
  // what lies deeper seldom decides
  if (depth > DEEPEST) return { kind: 'unknown' };
  const next = (inner: Node | null | undefined): Shape => shapeOf(inner, scope, depth + 1);
  switch (node.type) {
    case 'predefined_type':
      return PREDEFINED[node.text] ? { kind: PREDEFINED[node.text]! } : unsupported(node);
    case 'literal_type':
      return literalShape(node);
    case 'union_type':
      return unionOf(node.namedChildren.map(next));
    case 'intersection_type':
      return intersectionOf(node.namedChildren.map(next));
    case 'array_type':
      return { kind: 'array', of: next(node.namedChildren[0]) };
    case 'tuple_type':
      return tupleOf(node, next);
    case 'type_annotation':
    case 'readonly_type':
    case 'parenthesized_type':
      return next(node.namedChildren[0]);
    case 'object_type':
    case 'interface_body':
      return objectShape(node, next);
    case 'function_type':
      return functionShape(node, scope, depth);
    case 'index_type_query':
      return { kind: 'key' };
    case 'lookup_type':
    case 'conditional_type':
      return { kind: 'unknown' };
    case 'template_literal_type':
      return { kind: 'string' };
    case 'generic_type':
      return genericShape(node, scope, depth);
    case 'type_identifier':
    case 'nested_type_identifier':
      return namedShape(node.text, scope, depth) ?? unsupported(node);
    default:
      return unsupported(node);
  }
}

function namedShape(name: string, scope: TypeScope, depth: number): Shape | null {
  const parameter = scope.parameters.get(name);
  if (parameter) return parameter;
  const declared = scope.declared.get(name);
  if (declared?.type === 'enum_body')
    return { kind: 'enum', name, members: membersOf(declared), from: scope.origins?.get(name) ?? null };
  if (declared) return shapeOf(declared, scope, depth + 1);
  return NAMED[name] ? { kind: NAMED[name] } : null;
}

function membersOf(body: Node): string[] {
  return body.namedChildren.flatMap((child) => {
    const name = child?.type === 'enum_assignment' ? child.childForFieldName('name')?.text : child?.text;
    return child && child.type !== 'comment' && name && /^[A-Za-z_]\w*$/.test(name) ? [name] : [];
  });
}

function genericShape(node: Node, scope: TypeScope, depth: number): Shape {
  const name = node.childForFieldName('name')?.text ?? '';
  const args = node.childForFieldName('type_arguments')?.namedChildren ?? [];
  const of = (index: number): Shape => shapeOf(args[index], scope, depth + 1);
  switch (name) {
    case 'Array':
    case 'ReadonlyArray':
      return { kind: 'array', of: of(0) };
    case 'ArrayLike':
      return { kind: 'arrayLike', of: of(0) };
    case 'Iterable':
    case 'IterableIterator':
      return { kind: 'iterable', of: of(0) };
    case 'Set':
    case 'ReadonlySet':
      return { kind: 'set', of: of(0) };
    case 'Map':
    case 'ReadonlyMap':
      return { kind: 'map', key: of(0), value: of(1) };
    case 'Record':
      return { kind: 'record', key: of(0), value: of(1) };
    case 'Promise':
    case 'PromiseLike':
      return { kind: 'promise', of: of(0) };
    case 'Partial':
    case 'DeepPartial':
      return optionalFields(of(0));
    case 'Readonly':
    case 'Required':
    case 'NonNullable':
    case 'Pick':
    case 'Omit':
    case 'Awaited':
    case 'NoInfer':
      return of(0);
    default: {
      const inner = { ...scope, parameters: new Map(scope.parameters) };
      // a type that is calculated from others, by a library: anything may do
      return namedShape(name, inner, depth) ?? { kind: 'unknown' };
    }
  }
}

function optionalFields(shape: Shape): Shape {
  if (shape.kind !== 'object') return shape;
  return { kind: 'object', fields: shape.fields.map((field) => ({ ...field, optional: true })) };
}

function tupleOf(node: Node, next: (inner: Node | null | undefined) => Shape): Shape {
  const rest = node.namedChildren.find((child) => child?.type === 'rest_type');
  // `[...T]` is T
  if (rest && node.namedChildren.length === 1) return next(rest.namedChildren[0]);
  const items = node.namedChildren.flatMap((child): Shape[] => {
    if (!child || child.type === 'rest_type' || child.type === 'optional_type') return [];
    const labelled = child.type === 'required_parameter' || child.type === 'optional_parameter';
    return [next(labelled ? child.childForFieldName('type')?.namedChildren[0] : child)];
  });
  return { kind: 'tuple', of: items };
}

function objectShape(node: Node, next: (inner: Node | null | undefined) => Shape): Shape {
  const fields: Field[] = [];
  for (const member of node.namedChildren) {
    if (member?.type === 'index_signature') {
      const value = member.childForFieldName('type')?.namedChildren[0];
      return { kind: 'record', key: { kind: 'string' }, value: next(value) };
    }
    if (member?.type === 'call_signature') return { kind: 'anyFunction' };
    if (member?.type !== 'property_signature' && member?.type !== 'method_signature') continue;
    const name = member.childForFieldName('name')?.text ?? '';
    const optional = member.children.some((child) => child?.type === '?');
    const shape: Shape =
      member.type === 'method_signature'
        ? { kind: 'anyFunction' }
        : next(member.childForFieldName('type')?.namedChildren[0]);
    fields.push({ name: name.replace(/^['"](.*)['"]$/, '$1'), shape, optional });
  }
  return { kind: 'object', fields };
}

function functionShape(node: Node, scope: TypeScope, depth: number): Shape {
  const inner = withTypeParameters(node, scope);
  const parameters = (node.childForFieldName('parameters')?.namedChildren ?? []).flatMap((each) =>
    each && /_parameter$/.test(each.type)
      ? [shapeOf(each.childForFieldName('type')?.namedChildren[0], inner, depth + 1)]
      : [],
  );
  const [first] = node.childForFieldName('parameters')?.namedChildren ?? [];
  if (first?.childForFieldName('pattern')?.type === 'rest_pattern') return { kind: 'anyFunction' };
  const returned = node.childForFieldName('return_type');
  if (returned && /predicate|asserts/.test(returned.type))
    return { kind: 'function', parameters, returns: { kind: 'boolean' } };
  return { kind: 'function', parameters, returns: shapeOf(returned, inner, depth + 1) };
}

/** The scope inside a declaration that has type parameters of its own. */
export function withTypeParameters(node: Node, scope: TypeScope): TypeScope {
  const list = node.childForFieldName('type_parameters');
  if (!list) return scope;
  const parameters = new Map(scope.parameters);
  const inner: TypeScope = { ...scope, parameters };
  for (const each of list.namedChildren) {
    const name = each?.childForFieldName('name')?.text;
    if (!each || !name) continue;
    parameters.set(name, { kind: 'generic', name });
    const constraint = each.childForFieldName('constraint')?.namedChildren[0];
    if (!constraint) continue;
    const bound = shapeOf(constraint, inner, 1);
    if (bound.kind !== 'unsupported' && bound.kind !== 'unknown') parameters.set(name, bound);
  }
  return inner;
}

function literalShape(node: Node): Shape {
  const text = node.text;
  if (text === 'undefined') return { kind: 'nothing' };
  if (text === 'null' || text === 'true' || text === 'false')
    return { kind: 'literals', values: [JSON.parse(text)] };
  const value = literalOf(node.namedChildren[0] ?? node);
  return value === null ? unsupported(node) : { kind: 'literals', values: [value] };
}

/** A union with its literals in one place and what cannot be made left out. */
export function unionOf(parts: readonly Shape[]): Shape {
  const flat = parts.flatMap((part) => (part.kind === 'union' ? part.of : [part]));
  const literals = flat.flatMap((part) => (part.kind === 'literals' ? part.values : []));
  const others = flat.filter((part) => part.kind !== 'literals' && part.kind !== 'unsupported');
  const made: Shape[] = [
    ...others,
    ...(literals.length > 0 ? [{ kind: 'literals', values: literals } as const] : []),
  ];
  if (made.length === 0) return flat[0] ?? { kind: 'unknown' };
  return made.length === 1 ? made[0]! : { kind: 'union', of: made };
}

function intersectionOf(parts: readonly Shape[]): Shape {
  const objects = parts.filter((part) => part.kind === 'object');
  if (objects.length === parts.length)
    return { kind: 'object', fields: objects.flatMap((part) => part.fields) };
  return parts.find((part) => part.kind !== 'unsupported') ?? parts[0]!;
}

function unsupported(node: Node): Shape {
  return { kind: 'unsupported', why: `a parameter of type ${node.text.replace(/\s+/g, ' ').slice(0, 60)}` };
}

/** The value of a number or string in the source; null = it is none. */
export function literalOf(node: Node): string | number | null {
  if (node.type === 'number' || node.type === 'unary_expression') {
    const value = Number(node.text.replaceAll('_', ''));
    return Number.isFinite(value) ? value : null;
  }
  if (node.type === 'string') return unescaped(node.text.slice(1, -1));
  return null;
}

/** Interfaces, type aliases and enums of a module, by name. */
export function declaredTypes(root: Node): Map<string, Node> {
  const types = new Map<string, Node>();
  for (const statement of root.namedChildren) {
    const declaration =
      statement?.type === 'export_statement' ? statement.childForFieldName('declaration') : statement;
    const name = declaration?.childForFieldName('name')?.text;
    if (!declaration || !name) continue;
    if (declaration.type === 'interface_declaration' || declaration.type === 'enum_declaration')
      types.set(name, declaration.childForFieldName('body')!);
    if (declaration.type === 'type_alias_declaration')
      types.set(name, declaration.childForFieldName('value')!);
  }
  return types;
}
