import { quoted } from '../literal.ts';
import type { Mined, Shape } from '../source/shape.ts';
import { callbacks } from './callbacks.ts';
import { KINDS } from './kinds.ts';
import { matching, nearMisses } from './regex-samples.ts';
import { headers, requests, searchParams, urls } from './web.ts';

/** What a type parameter stands for while inputs are made. */
export type World = 'number' | 'string' | 'object';

export interface Mix {
  mined: Mined;
  world: World;
  /** Of the parameter or field that is filled. */
  name?: string;
}

/** Source texts of values of a shape, simplest first; a reason (`string`) when there are none. */
export function valuesOf(shape: Shape, mix: Mix, depth = 0): string[] | string {
  const next = (inner: Shape): string[] | string => valuesOf(inner, mix, depth + 1);
  switch (shape.kind) {
    case 'number':
      return numbers(mix);
    case 'string':
      return strings(mix.mined);
    case 'boolean':
      return ['true', 'false'];
    case 'bigint':
      return ['1n', '0n', '-1n', '10n'];
    case 'symbol':
      return ["Symbol.for('a')", 'Symbol.iterator'];
    case 'date':
      return DATES;
    case 'regexp':
      return ['/a/', '/a/g', '/[A-Z]+/i'];
    case 'error':
      return ["new Error('no')", "new TypeError('bad')"];
    case 'bytes':
      return ['new Uint8Array([1, 2, 3])', 'new Uint8Array([])', 'new Uint8Array([255, 0])'];
    case 'buffer':
      return ['new ArrayBuffer(8)', 'new Uint8Array([1, 2]).buffer'];
    case 'template':
      return TEMPLATES;
    case 'signal':
      return SIGNALS;
    case 'url':
      return urls(mix.mined);
    case 'searchParams':
      return searchParams(mix.mined);
    case 'headers':
      return headers(mix.mined);
    case 'request':
      return requests(mix.mined);
    case 'node':
      return ["'a'", 'null', '1', "['a', 'b']"];
    case 'nothing':
      return ['undefined'];
    case 'key':
      return keys(mix.mined);
    case 'anyObject':
      return anyObjects(mix.mined);
    case 'anyFunction':
      return ANY_FUNCTIONS;
    case 'unknown':
      return unknowns(mix);
    case 'generic':
      return worldValues(mix);
    case 'literals':
      return shape.values.map((value) => (typeof value === 'string' ? quoted(value) : String(value)));
    case 'enum':
      return shape.members.map((member) => `${shape.name}.${member}`);
    case 'union':
      return unions(shape.of.map(next));
    case 'array':
    case 'arrayLike':
    case 'iterable':
      return mapped(next(shape.of), (items) => lists(items));
    case 'set':
      return mapped(next(shape.of), (items) =>
        lists(items).map((list) => `new Set(${list === '[]' ? '' : list})`),
      );
    case 'promise':
      return mapped(next(shape.of), (items) => [
        ...items.slice(0, 3).map((item) => `Promise.resolve(${item})`),
        "Promise.reject(new Error('no'))",
      ]);
    case 'tuple':
      return tuples(shape.of.map(next));
    case 'record':
      if (shape.value.kind === 'unknown') return anyObjects(mix.mined);
      return mapped(next(shape.value), (values) => records(values, mix.mined));
    case 'map':
      return mapped(next(shape.key), (names) => mapped(next(shape.value), (values) => maps(names, values)));
    case 'object':
      return objects(
        shape.fields.map((field) => ({
          ...field,
          values: valuesOf(field.shape, { ...mix, name: field.name }, depth + 1),
        })),
      );
    case 'function':
      return callbacks(shape, mix.world, resultsOf(shape, mix, depth));
    default:
      return shape.why;
  }
}

/** What a callback may give back. */
function resultsOf({ returns }: Extract<Shape, { kind: 'function' }>, mix: Mix, depth: number): string[] {
  const values = depth < 3 ? valuesOf(returns.kind === 'promise' ? returns.of : returns, mix, depth + 2) : [];
  return typeof values === 'string' ? [] : values;
}

function mapped(values: string[] | string, to: (values: string[]) => string[] | string): string[] | string {
  return typeof values === 'string' ? values : to(values);
}

const ANY_FUNCTIONS = [
  '(...args) => args',
  '(a, b) => [a, b]',
  '(a, b, c) => [a, b, c]',
  '() => 1',
  '(x) => x',
  "() => { throw new Error('no'); }",
];

const DATES = [
  "new Date('2024-02-29T12:30:45.678Z')",
  "new Date('2024-02-28T00:00:00.000Z')",
  "new Date('2023-12-31T23:59:59.999Z')",
  'new Date(0)',
  'new Date(NaN)',
];

const TEMPLATES = [
  "Object.assign(['a ', ' b'], { raw: ['a ', ' b'] })",
  "Object.assign(['a'], { raw: ['a'] })",
  "Object.assign(['\\n  a', '\\n    b', '\\n'], { raw: ['\\n  a', '\\n    b', '\\n'] })",
  "Object.assign(['', '-', ''], { raw: ['', '-', ''] })",
];

const SIGNALS = [
  'new AbortController().signal',
  'AbortSignal.abort()',
  '(() => { const own = new AbortController(); setTimeout(() => own.abort(), 70); return own.signal; })()',
];

/** Names of what is measured in milliseconds: a small number of them would say nothing. */
const MILLISECONDS = /(ms|millis\w*|delay|timeout|interval|wait|duration)$/i;

/** Both sides of every number of the body, then numbers that often matter. */
function numbers({ mined: { numbers: mined }, name }: Mix): string[] {
  const values = new Set<number>();
  for (const number of mined)
    for (const value of [number, number - 1, number + 1, -number]) values.add(value);
  const usual = [1, 2, 0, 3, -1, 5, 10, 1.5, -2.5, 100];
  const first = name && MILLISECONDS.test(name) ? [100, 50] : [];
  const all = [...new Set([...first, ...usual.slice(0, 3), ...values, ...usual])];
  return [...all.slice(0, 26).map(numeral), 'NaN', 'Infinity'];
}

/** A number as source; −0 keeps its sign. */
export function numeral(value: number): string {
  if (Object.is(value, -0)) return '-0';
  const text = String(value);
  // 12_500 reads better than 12500
  return /^-?\d{5,}$/.test(text) ? text.replace(/\B(?=(\d{3})+$)/g, '_') : text;
}

function strings({ strings: mined, regexes, numbers: counts }: Mined): string[] {
  const matches = regexes.flatMap(({ source, flags }) => matching(source, flags));
  const misses = regexes.flatMap(({ source, flags }) => nearMisses(source, flags, matching(source, flags)));
  const around = [...mined, ...matches].filter((text) => text.length > 0 && text.length < 4);
  const embedded = around.slice(0, 6).flatMap((text) => [`a${text}b`, `${text}a`, `a${text}`]);
  // every entry of a table at once
  const small = mined.filter((text) => text.length > 0 && text.length <= 8);
  const joint = small.length > 3 ? [small.join('').slice(0, 400), small.join(' ').slice(0, 400)] : [];
  const long = counts.filter((count) => count > 2 && count < 60).map((count) => 'a'.repeat(count));
  const usual = [
    'a',
    '',
    'abc',
    'Hello World',
    'fooBar baz',
    'foo-bar_baz',
    ' a ',
    'ABC',
    '1',
    'é',
    '42px',
    'a.b[0].c',
    '\n  a\n    b\n  ',
    '\n\ta\n\n\t\tb',
    'a\tb',
  ];
  const all = [
    ...usual.slice(0, 2),
    ...joint,
    ...mined.slice(0, 16),
    ...matches,
    ...usual,
    ...embedded,
    ...misses,
    ...long,
    ...mined,
  ];
  return [...new Set(all)].slice(0, 44).map(quoted);
}

function keys({ keys: read, strings: mined }: Mined): string[] {
  const names = ['a', 'b', 'c', ...mined.slice(0, 3), ...read.filter((key) => !(key in METHODS)).slice(0, 2)];
  return [...new Set(names)].map(quoted);
}

const METHODS = { length: 1, push: 1, map: 1, call: 1, apply: 1, prototype: 1, toString: 1, keys: 1 };

function anyObjects({ keys: read }: Mined): string[] {
  const named = read.filter((key) => !(key in METHODS) && !/^[A-Z]/.test(key)).slice(0, 3);
  return [
    '{ a: 1, b: 2 }',
    '{}',
    "{ a: 'x', b: { c: [1, 2] } }",
    '{ a: undefined, b: null }',
    ...(named.length > 0 ? [`{ ${named.map((key, i) => `${key}: ${i + 1}`).join(', ')} }`] : []),
    '{ a: 1, c: 3 }',
    '{ a: { b: { c: 1 } }, d: [{ e: 2 }] }',
    '{ a: [3], d: { e: 2 } }',
    "{ [Symbol.for('s')]: 1, fooBar: 2, 'foo-baz': 3 }",
    '{ a: [], b: {} }',
    '[1, 2, 3]',
    '{ a: [1, { b: 2 }], c: [3] }',
    `JSON.parse('{ "__proto__": { "x": 1 }, "a": 2 }')`,
    '{ a: { b: [1, 2] }, c: new Date(0) }',
  ];
}

/** For a parameter that may be anything: what the body asks for first, then a value of each common kind. */
function unknowns({ mined }: Mix): string[] {
  const asked = [...mined.guards, ...mined.keys, ...mined.strings, ...mined.globals].join(' ');
  const fitting = KINDS.filter(([guard]) => guard?.test(asked)).map(([, source]) => source);
  const common = KINDS.filter(([guard]) => guard === null).map(([, source]) => source);
  const rest = KINDS.filter(([guard]) => guard !== null).map(([, source]) => source);
  const around = [...mined.numbers.slice(0, 6).flatMap((number) => [number, number - 1, number + 1])].map(
    numeral,
  );
  const texts = [
    ...mined.strings.slice(0, 8),
    ...mined.regexes.flatMap(({ source, flags }) => matching(source, flags, 3)),
  ].map(quoted);
  return [...new Set([...common, ...fitting, ...around, ...texts, ...rest])].slice(0, 84);
}

function worldValues({ world, mined }: Mix): string[] {
  if (world === 'string')
    return [...new Set(["'a'", "'b'", "'c'", ...mined.strings.slice(0, 2).map(quoted), "''"])];
  if (world === 'object')
    return ['{ a: 1, b: 2 }', '{ a: 2, b: 1 }', '{ a: 1, b: 3 }', '{}', 'null', 'undefined', '[1, [2]]'];
  const own = mined.numbers.slice(0, 3).map(numeral);
  return [...new Set(['1', '2', '3', '0', ...own, 'NaN', '-1'])];
}

/** Lists of one, several, repeated, unsorted and no items. */
function lists(items: readonly string[]): string[] {
  const [a, b = a, c = b, d = c] = items;
  if (a === undefined) return ['[]'];
  const made = [
    `[${[a, b, c].join(', ')}]`,
    '[]',
    `[${a}]`,
    `[${[c, a, b].join(', ')}]`,
    `[${[a, a, b].join(', ')}]`,
    `[${[b, d].join(', ')}]`,
    `[${[...new Set(items)].slice(0, 6).join(', ')}]`,
    `[${[d, c, b, a].join(', ')}]`,
    ...items.slice(1, 14).map((item) => `[${item}]`),
    `[${[...items.slice(0, 5), ...items.slice(0, 5)].join(', ')}]`,
    `[${a}, , ${b}]`,
  ];
  return [...new Set(made)];
}

function tuples(parts: readonly (string[] | string)[]): string[] | string {
  const reason = parts.find((part): part is string => typeof part === 'string');
  if (reason !== undefined) return reason;
  const all = parts as string[][];
  return [0, 1, 2, 3, 4].map(
    (n) => `[${all.map((part, at) => part[(n * (at + 1)) % part.length]!).join(', ')}]`,
  );
}

function unions(parts: readonly (string[] | string)[]): string[] | string {
  const made = parts.filter((part): part is string[] => typeof part !== 'string');
  if (made.length === 0) return (parts[0] as string | undefined) ?? 'an empty union type';
  // in turns, so that no member waits for all values of another
  const values: string[] = [];
  for (let n = 0; n < 32; n++) for (const part of made) if (part[n] !== undefined) values.push(part[n]!);
  return [...new Set(values)].slice(0, 48);
}

function records(values: readonly string[], mined: Mined): string[] {
  const [a = '1', b = a, c = b] = values;
  const named = mined.keys.find((key) => !(key in METHODS)) ?? 'key';
  return [
    `{ a: ${a}, b: ${b} }`,
    '{}',
    `{ a: ${b}, c: ${c} }`,
    `{ a: ${a}, b: ${a}, ${named}: ${b} }`,
    ...values.slice(2, 10).map((value) => `{ a: ${value} }`),
  ];
}

function maps(names: readonly string[], values: readonly string[]): string[] {
  const [k1 = "'a'", k2 = "'b'", k3 = k2] = names;
  const [a = '1', b = a, c = b] = values;
  return [
    `new Map([[${k1}, ${a}], [${k2}, ${b}]])`,
    'new Map()',
    `new Map([[${k1}, ${b}], [${k2}, ${c}], [${k3}, ${a}]])`,
    `new Map([[${k1}, ${a}], [${k2}, ${a}]])`,
    `new Map([[${k3}, ${c}]])`,
  ];
}

interface MadeField {
  name: string;
  optional: boolean;
  values: string[] | string;
}

/** One plain object, and variants of it that differ in one field. */
function objects(fields: readonly MadeField[]): string[] | string {
  const plain = new Map<string, string>();
  const made: { name: string; optional: boolean; values: string[] }[] = [];
  for (const { name, optional, values } of fields) {
    if (typeof values === 'string') {
      if (optional) continue;
      return values;
    }
    plain.set(name, values[0]!);
    made.push({ name, optional, values });
  }
  const written = (entries: ReadonlyMap<string, string>): string =>
    entries.size === 0
      ? '{}'
      : `{ ${[...entries].map(([name, value]) => `${/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name)}: ${value}`).join(', ')} }`;
  const without = (name: string): Map<string, string> => new Map([...plain].filter(([key]) => key !== name));
  const variants = made.flatMap(({ name, optional, values }) => [
    ...(optional ? [written(without(name))] : []),
    ...values.slice(1, 16).map((value) => written(new Map(plain).set(name, value))),
  ]);
  const bare = made.filter((field) => !field.optional);
  const least = written(new Map(bare.map(({ name, values }) => [name, values[0]!])));
  const second = written(new Map(made.map(({ name, values }) => [name, values[1] ?? values[0]!])));
  return [...new Set([least, written(plain), second, ...variants])].slice(0, 48);
}
