import type { Tried } from '../explore/protocol.ts';
import type { CallForm, FunctionSignature, Member, Mined, Parameter, Shape } from '../source/shape.ts';
import { combinations } from './combinations.ts';
import { near } from './near.ts';
import { valuesOf, type World } from './values.ts';

/** One thing to try. */
export type Scenario = Tried;

/** Most things that one function is tried with. */
export const MOST = 400;
const WORLDS: readonly World[] = ['number', 'string', 'object'];

/** Scenarios for a function or class, at most 400, simplest first. A string = the reason why there are none. */
export function scenariosFor(signature: FunctionSignature, member?: string): Scenario[] | string {
  const lists = argumentLists(signature.forms, signature.mined, signature.kind === 'class' ? 24 : MOST);
  if (typeof lists === 'string') return lists;
  if (signature.kind === 'function')
    return [...lists.map((args) => ({ args, steps: [] })), ...elsewhere(lists, signature.mined)];
  return classScenarios(signature, lists, member);
}

/** A few of the calls where a global that the function asks for is missing, or there. */
function elsewhere(lists: readonly string[][], { globals, keys }: Mined): Scenario[] {
  const there = `{ ${keys
    .slice(0, 6)
    .map(
      (key) =>
        `${key}: { ${keys
          .slice(0, 6)
          .map((inner) => `${inner}: 1`)
          .join(', ')} }`,
    )
    .join(', ')} }`;
  return globals.slice(0, 3).flatMap((name) => {
    const values = name in globalThis ? ['undefined'] : ['{}', there];
    return values.flatMap((value) =>
      lists.slice(0, 30).map((args): Scenario => ({ args, steps: [], globals: { [name]: value } })),
    );
  });
}

/** Argument lists over all overloads and over all kinds that a type parameter can stand for. */
function argumentLists(forms: readonly CallForm[], mined: Mined, most: number): string[][] | string {
  const found = new Map<string, string[]>();
  let reason = 'no way to call it';
  const loose = forms.slice(0, MOST_FORMS).map(loosened);
  const worlds = loose.some((form) => form.parameters.some(({ shape }) => mentionsGeneric(shape)))
    ? WORLDS
    : WORLDS.slice(0, 1);
  const batches: string[][][] = [];
  for (const world of worlds) {
    for (const form of loose) {
      const lists = listsOf(form.parameters, mined, world, most);
      if (typeof lists === 'string') reason = lists;
      else batches.push(lists);
    }
  }
  if (batches.length === 0) return reason;
  // every overload and every kind has its share
  for (const list of inTurns(batches)) if (found.size < most) found.set(list.join('\u0000'), list);
  return [...found.values()];
}

/** The first of each, then the second of each. */
function inTurns<T>(batches: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...batches.map((batch) => batch.length));
  return Array.from({ length: longest }, (_, n) => batches.flatMap((batch) => batch.slice(n, n + 1))).flat();
}

/** Most overloads that are tried. */
const MOST_FORMS = 8;

/** A type parameter that stands alone for one whole parameter may be anything. */
function loosened({ parameters }: CallForm): CallForm {
  const alone = (name: string): boolean =>
    parameters.filter(({ shape }) => JSON.stringify(shape).includes(`"name":"${name}"`)).length === 1;
  return {
    parameters: parameters.map((parameter) =>
      parameter.shape.kind === 'generic' && alone(parameter.shape.name)
        ? { ...parameter, shape: { kind: 'unknown' } }
        : parameter,
    ),
  };
}

/** For two parameters that take the same: equal values, and values that are almost equal. */
function nearPairs(values: readonly string[][], parameters: readonly Parameter[]): string[][] {
  const [a, b] = parameters;
  const comparable = ['unknown', 'anyObject', 'record', 'object', 'generic'];
  if (!a || !b || a.shape.kind !== b.shape.kind || !comparable.includes(a.shape.kind)) return [];
  const [first = [], , ...others] = values;
  const rest = others.map(([simple = '']) => simple);
  // each value has its turn before any has a second
  return inTurns(first.map((value) => [value, ...near(value)].map((other) => [value, other, ...rest])));
}

function listsOf(
  parameters: readonly Parameter[],
  mined: Mined,
  world: World,
  most: number,
): string[][] | string {
  const values: string[][] = [];
  /** Lists that leave out what may be left out, and lists with one to three values more, by how many. */
  const others: string[][][] = [];
  for (const parameter of parameters) {
    const made = valuesOf(parameter.shape, { mined, world, name: parameter.name });
    if (typeof made === 'string') {
      if (parameter.optional || parameter.rest) break;
      return made;
    }
    if (parameter.optional || parameter.rest) others.push(combinations(values, Math.ceil(most / 8)));
    if (parameter.rest) {
      for (const count of [1, 2, 3])
        others.push(
          combinations(
            [...values, ...Array.from({ length: count }, (_, n) => [...made.slice(n), ...made.slice(0, n)])],
            Math.ceil(most / 4),
          ),
        );
      break;
    }
    values.push(made);
  }
  const full = combinations(values, most);
  const pairs = nearPairs(values, parameters).slice(0, Math.ceil(most * 0.6));
  const all = [...inTurns(others).slice(0, most / 2), ...full.slice(0, 20), ...pairs, ...full];
  return [...new Map(all.map((list) => [list.join('\u0000'), list])).values()].slice(0, most);
}

function mentionsGeneric(shape: Shape): boolean {
  switch (shape.kind) {
    case 'generic':
      return true;
    case 'array':
    case 'set':
    case 'promise':
    case 'iterable':
    case 'arrayLike':
      return mentionsGeneric(shape.of);
    case 'map':
    case 'record':
      return mentionsGeneric(shape.key) || mentionsGeneric(shape.value);
    case 'tuple':
    case 'union':
      return shape.of.some(mentionsGeneric);
    case 'object':
      return shape.fields.some((field) => mentionsGeneric(field.shape));
    case 'function':
      return shape.parameters.some(mentionsGeneric) || mentionsGeneric(shape.returns);
    default:
      return false;
  }
}

/** Constructions followed by one, two and three calls; the changed method in each when there is one. */
function classScenarios(
  signature: FunctionSignature,
  constructions: readonly string[][],
  member?: string,
): Scenario[] {
  const readable = signature.members.filter(({ kind }) => kind === 'getter' || kind === 'field');
  const calls = signature.members.flatMap((each) => callsOf(each, signature.mined));
  const own = calls.filter((call) => !member || call.startsWith(`.${member}(`));
  const views = readable.map(({ name }) => `.${name}`);
  const found: Scenario[] = [];
  for (const args of constructions.slice(0, 4)) {
    if (views.length > 0) found.push({ args, steps: views });
    for (const call of own.slice(0, 30)) found.push({ args, steps: [call, ...views] });
  }
  const [args = []] = constructions;
  for (const first of calls.slice(0, 24))
    for (const second of own.slice(0, 10)) found.push({ args, steps: [first, second, ...views] });
  const looks = calls.filter((call) => call.endsWith('()')).slice(0, 4);
  for (const first of calls.slice(0, 12))
    for (const second of own.slice(0, 6))
      for (const look of looks) found.push({ args, steps: [first, second, look, ...views] });
  for (const other of constructions.slice(4))
    for (const call of own.slice(0, 3)) found.push({ args: other, steps: [call, ...views] });
  return found.slice(0, MOST);
}

function callsOf(member: Member, mined: Mined): string[] {
  if (member.kind !== 'method') return [];
  const lists = argumentLists(member.forms, mined, 12);
  return typeof lists === 'string' ? [] : lists.map((args) => `.${member.name}(${args.join(', ')})`);
}
