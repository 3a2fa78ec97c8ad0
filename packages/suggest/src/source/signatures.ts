import { parse } from '@qitops/repository';
import type { Node } from 'web-tree-sitter';
import type { Declared } from './declared-types.ts';
import { mine } from './mine.ts';
import type { CallForm, FunctionSignature, LiteralValue, Member, Mined, Parameter, Shape } from './shape.ts';
import { declaredTypes, literalOf, shapeOf, type TypeScope, withTypeParameters } from './types.ts';

/**
 * Functions and classes of a module by name (`f`, `Class`), exported or not. `imported` has the types that modules near
 * it declare, by path, the nearer ones last.
 */
export async function signaturesOf(
  grammar: string,
  text: string,
  imported: ReadonlyMap<string, Declared> = new Map(),
): Promise<Map<string, FunctionSignature>> {
  const tree = await parse(grammar, text);
  try {
    const declared = new Map<string, Node>();
    const origins = new Map<string, string>();
    for (const [path, types] of imported)
      for (const [name, node] of types) {
        declared.set(name, node);
        origins.set(name, path);
      }
    for (const [name, node] of declaredTypes(tree.rootNode)) {
      declared.set(name, node);
      origins.delete(name);
    }
    return collect(tree.rootNode, { declared, parameters: new Map(), origins });
  } finally {
    tree.delete();
  }
}

function collect(root: Node, scope: TypeScope): Map<string, FunctionSignature> {
  const exported = exportedNames(root);
  const overloads = new Map<string, Node[]>();
  const found = new Map<string, FunctionSignature>();
  const bodies = new Map<string, readonly Node[]>(constantsOf(root));
  for (const statement of root.namedChildren) {
    if (!statement) continue;
    const isExport = statement.type === 'export_statement';
    const declaration = isExport
      ? (statement.childForFieldName('declaration') ?? statement.childForFieldName('value'))
      : statement;
    if (!declaration) continue;
    const isDefault = isExport && statement.children.some((child) => child?.type === 'default');
    for (const [name, node] of subjectsIn(declaration, isDefault)) {
      if (node.type === 'function_signature') {
        overloads.set(name, [...(overloads.get(name) ?? []), node]);
        continue;
      }
      const as = isDefault ? 'default' : isExport ? name : (exported.get(name) ?? null);
      const signature = /class/.test(node.type)
        ? classSignature(name, node, scope)
        : functionSignature(name, node, overloads.get(name) ?? [], scope);
      found.set(name, { ...signature, exportedAs: as });
      bodies.set(name, [node]);
    }
  }
  for (const [name, signature] of found)
    found.set(name, { ...signature, mined: joined(signature.mined, mine(usedBy(signature, bodies))) });
  return found;
}

/** Constants of the module that are no functions: tables, expressions, limits. */
function constantsOf(root: Node): [string, Node[]][] {
  return root.namedChildren.flatMap((statement) => {
    const declaration =
      statement?.type === 'export_statement' ? statement.childForFieldName('declaration') : statement;
    if (declaration?.type !== 'lexical_declaration' && declaration?.type !== 'variable_declaration')
      return [];
    return declaration.namedChildren.flatMap((declarator): [string, Node[]][] => {
      const [name, value] = [
        declarator?.childForFieldName('name')?.text,
        declarator?.childForFieldName('value'),
      ];
      return name && value && !isCallable(value) ? [[name, [value]]] : [];
    });
  });
}

/** Syntax of the module's functions and constants that a function makes use of, directly or not. */
function usedBy(signature: FunctionSignature, bodies: ReadonlyMap<string, readonly Node[]>): Node[] {
  const names = new Set([signature.name]);
  for (const name of names) {
    const used =
      name === signature.name
        ? signature.calls
        : new Set((bodies.get(name) ?? []).flatMap((node) => [...callsIn(node)]));
    for (const each of used) if (bodies.has(each)) names.add(each);
  }
  names.delete(signature.name);
  return [...names].flatMap((name) => bodies.get(name) ?? []);
}

/** What stands in a function first, then what stands in those that it uses. */
function joined(own: Mined, used: Mined): Mined {
  const both = <T>(a: Iterable<T>, b: Iterable<T>): T[] => [...new Set([...a, ...b])];
  const regexes = new Map(
    [...own.regexes, ...used.regexes].map((each) => [`${each.source}/${each.flags}`, each]),
  );
  return {
    numbers: both(own.numbers, used.numbers),
    strings: both(own.strings, used.strings),
    regexes: [...regexes.values()],
    guards: new Set(both(own.guards, used.guards)),
    keys: both(own.keys, used.keys),
    globals: both(own.globals, used.globals),
  };
}

/** Names that `export { a as b }`, `export default a`, `module.exports = …` and `exports.a = …` give away. */
function exportedNames(root: Node): Map<string, string> {
  const names = new Map<string, string>();
  for (const statement of root.namedChildren) {
    if (statement?.type === 'export_statement' && !statement.childForFieldName('source')) {
      for (const each of statement.descendantsOfType('export_specifier')) {
        const name = each?.childForFieldName('name')?.text;
        if (name) names.set(name, each.childForFieldName('alias')?.text ?? name);
      }
      const value = statement.childForFieldName('value');
      if (value?.type === 'identifier') names.set(value.text, 'default');
    }
    const assignment = statement?.type === 'expression_statement' ? statement.namedChildren[0] : null;
    if (assignment?.type === 'assignment_expression') addCommonJs(assignment, names);
  }
  return names;
}

function addCommonJs(assignment: Node, names: Map<string, string>): void {
  const left = assignment.childForFieldName('left')?.text ?? '';
  const right = assignment.childForFieldName('right');
  if (left === 'module.exports' && right?.type === 'object') {
    for (const each of right.namedChildren) {
      const key =
        each?.type === 'shorthand_property_identifier' ? each.text : each?.childForFieldName('key')?.text;
      const value = each?.type === 'pair' ? each.childForFieldName('value')?.text : key;
      if (key && value) names.set(value, key);
    }
  } else if (left === 'module.exports' && right?.type === 'identifier') names.set(right.text, 'default');
  else {
    const name = /^(?:module\.)?exports\.(\w+)$/.exec(left)?.[1];
    if (name && right?.type === 'identifier') names.set(right.text, name);
  }
}

function subjectsIn(declaration: Node, isDefault: boolean): [string, Node][] {
  const name = declaration.childForFieldName('name')?.text ?? (isDefault ? 'default' : null);
  if (
    /^(async_)?(generator_)?function_(declaration|signature|expression)$|arrow_function|class_declaration|^class$/.test(
      declaration.type,
    )
  )
    return name ? [[name, declaration]] : [];
  if (declaration.type === 'expression_statement') return assigned(declaration.namedChildren[0] ?? null);
  if (declaration.type !== 'lexical_declaration' && declaration.type !== 'variable_declaration') return [];
  return declaration.namedChildren.flatMap((declarator): [string, Node][] => {
    const value = declarator?.childForFieldName('value');
    const own = declarator?.childForFieldName('name')?.text;
    return own && value && isCallable(value) ? [[own, value]] : [];
  });
}

/** `exports.name = function …`. */
function assigned(node: Node | null): [string, Node][] {
  if (node?.type !== 'assignment_expression') return [];
  const name = /^(?:module\.)?exports\.(\w+)$/.exec(node.childForFieldName('left')?.text ?? '')?.[1];
  const right = node.childForFieldName('right');
  return name && right && isCallable(right) ? [[name, right]] : [];
}

function isCallable(node: Node): boolean {
  return /^(arrow_function|function_expression|generator_function|class)$/.test(node.type);
}

type Unexported = Omit<FunctionSignature, 'exportedAs'>;

function functionSignature(
  name: string,
  node: Node,
  overloads: readonly Node[],
  scope: TypeScope,
): Unexported {
  const body = node.childForFieldName('body');
  const described = overloads.length > 0 ? overloads : [node];
  return {
    name,
    kind: 'function',
    forms: described.map((each) => inferred(formOf(each, scope), body)),
    mined: mine([...(body ? [body] : []), ...defaultsOf(node)]),
    returns: returnsOf(described[0]!, scope),
    members: [],
    calls: callsIn(node),
    line: node.startPosition.row + 1,
    endLine: node.endPosition.row + 1,
  };
}

/** What an untyped parameter is, by how the body uses it: compared or calculated with, called, or asked for a method. */
function inferred({ parameters }: CallForm, body: Node | null): CallForm {
  const text = body?.text ?? '';
  const shape = ({ name, shape: declared }: Parameter): Shape => {
    if (declared.kind !== 'unknown' || !/^\w+$/.test(name)) return declared;
    const used = (pattern: string): boolean =>
      new RegExp(pattern.replaceAll('NAME', `\\b${name}`)).test(text);
    if (used('typeof NAME|Array\\.isArray\\(NAME|NAME instanceof|is[A-Z]\\w*\\(NAME')) return declared;
    if (
      used(
        'NAME\\.(toLowerCase|toUpperCase|trim|split|replace|charAt|charCodeAt|startsWith|endsWith|padStart)\\b',
      )
    )
      return { kind: 'string' };
    if (used('NAME\\.(map|filter|forEach|reduce|push|some|every|find|sort|join)\\b'))
      return { kind: 'array', of: { kind: 'unknown' } };
    if (used('(?<!\\.)NAME\\(')) return { kind: 'anyFunction' };
    if (used('NAME\\s*(<|>|<=|>=|\\*|/|%|-)\\s*[\\w(]|[\\w)]\\s*(<|>|<=|>=|\\*|/|%|-)\\s*NAME(?!\\.)'))
      return { kind: 'number' };
    return declared;
  };
  return { parameters: parameters.map((parameter) => ({ ...parameter, shape: shape(parameter) })) };
}

/** The declared result; null = none is declared. */
function returnsOf(node: Node, outer: TypeScope): Shape | null {
  const declared = node.childForFieldName('return_type');
  return declared ? shapeOf(declared, withTypeParameters(node, outer)) : null;
}

/** Default values of parameters, which are behaviour too. */
function defaultsOf(node: Node): Node[] {
  const list = node.childForFieldName('parameters');
  return list ? [list] : [];
}

function classSignature(name: string, node: Node, outer: TypeScope): Unexported {
  const scope = withTypeParameters(node, outer);
  const body = node.childForFieldName('body');
  const members: Member[] = [];
  let construction: CallForm = { parameters: [] };
  for (const each of body?.namedChildren ?? []) {
    const own = each?.childForFieldName('name')?.text;
    if (!each || !own || own.startsWith('#') || /^(private|protected)\b/.test(each.text)) continue;
    if (each.type === 'method_definition' && own === 'constructor') construction = formOf(each, scope);
    else if (each.type === 'method_definition') members.push(memberOf(own, each, scope));
    else if (each.type === 'public_field_definition') members.push({ name: own, kind: 'field', forms: [] });
  }
  return {
    name,
    kind: 'class',
    forms: [construction],
    mined: mine(body ? [body] : []),
    returns: null,
    members: members.filter((each) => /^[A-Za-z_$][\w$]*$/.test(each.name)),
    calls: callsIn(node),
    line: node.startPosition.row + 1,
    endLine: node.endPosition.row + 1,
  };
}

function memberOf(name: string, node: Node, scope: TypeScope): Member {
  const has = (type: string): boolean => node.children.some((child) => child?.type === type);
  const kind = has('get') ? 'getter' : has('static') ? 'static' : 'method';
  return { name, kind, forms: [formOf(node, scope)] };
}

function callsIn(node: Node): Set<string> {
  const names = new Set<string>();
  for (const each of node.descendantsOfType(['identifier', 'property_identifier']))
    if (each) names.add(each.text);
  return names;
}

function formOf(node: Node, outer: TypeScope): CallForm {
  const scope = withTypeParameters(node, outer);
  const single = node.childForFieldName('parameter');
  if (single)
    return { parameters: [{ name: single.text, shape: { kind: 'unknown' }, optional: false, rest: false }] };
  const list = node.childForFieldName('parameters')?.namedChildren ?? [];
  const parameters = list.flatMap((each) =>
    each && each.type !== 'comment' && each.childForFieldName('pattern')?.type !== 'this'
      ? [parameterOf(each, scope)]
      : [],
  );
  return { parameters };
}

function parameterOf(node: Node, scope: TypeScope): Parameter {
  // TypeScript wraps a parameter; JavaScript has the bare pattern
  const wrapped = node.type === 'required_parameter' || node.type === 'optional_parameter';
  const inner = wrapped ? node.childForFieldName('pattern') : node;
  const value = wrapped ? node.childForFieldName('value') : node.childForFieldName('right');
  const annotation = wrapped ? node.childForFieldName('type')?.namedChildren[0] : null;
  const rest = inner?.type === 'rest_pattern';
  const pattern = inner?.type === 'assignment_pattern' ? inner.childForFieldName('left') : inner;
  const name = rest ? (pattern?.namedChildren[0]?.text ?? 'rest') : (pattern?.text ?? '');
  const declared = annotation ? shapeOf(annotation, scope) : shapeOfPattern(pattern, value ?? null);
  const shape = rest ? elementOf(declared) : declared;
  return {
    name: /^[\w$]+$/.test(name) ? name : 'options',
    shape,
    optional: node.type === 'optional_parameter' || value !== null,
    rest,
  };
}

function elementOf(shape: Shape): Shape {
  return shape.kind === 'array' ? shape.of : { kind: 'unknown' };
}

/** Without a type: what the default value or the destructuring says. */
function shapeOfPattern(pattern: Node | null, value: Node | null): Shape {
  if (pattern?.type === 'object_pattern') {
    const fields = pattern.namedChildren.flatMap((each) => {
      const name =
        each?.childForFieldName('left')?.text ?? each?.childForFieldName('key')?.text ?? each?.text;
      const given = each?.childForFieldName('right') ?? null;
      return name && /^\w+$/.test(name)
        ? [{ name, shape: shapeOfDefault(given), optional: given !== null }]
        : [];
    });
    return { kind: 'object', fields };
  }
  return shapeOfDefault(value);
}

function shapeOfDefault(value: Node | null): Shape {
  const literal: LiteralValue = value ? literalOf(value) : null;
  if (typeof literal === 'number') return { kind: 'number' };
  if (typeof literal === 'string') return { kind: 'string' };
  if (value?.type === 'true' || value?.type === 'false') return { kind: 'boolean' };
  if (value?.type === 'array') return { kind: 'array', of: { kind: 'unknown' } };
  return { kind: 'unknown' };
}
