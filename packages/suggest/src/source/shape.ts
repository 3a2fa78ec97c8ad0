/** What kind of value a parameter takes, as far as the source says it. */
export type Shape =
  | { kind: SimpleKind }
  | { kind: 'literals'; values: readonly LiteralValue[] }
  | { kind: 'array' | 'set' | 'promise' | 'iterable' | 'arrayLike'; of: Shape }
  | { kind: 'map' | 'record'; key: Shape; value: Shape }
  | { kind: 'tuple' | 'union'; of: readonly Shape[] }
  | { kind: 'object'; fields: readonly Field[] }
  | { kind: 'function'; parameters: readonly Shape[]; returns: Shape }
  /** An enum that the module exports, or that another module does (its path). */
  | { kind: 'enum'; name: string; members: readonly string[]; from: string | null }
  /** A type parameter without a constraint: one kind of value for all places that name it. */
  | { kind: 'generic'; name: string }
  | { kind: 'unsupported'; why: string };

export type SimpleKind =
  | 'number'
  | 'string'
  | 'boolean'
  | 'bigint'
  | 'symbol'
  | 'date'
  | 'regexp'
  | 'error'
  | 'bytes'
  | 'buffer'
  /** That of an AbortController. */
  | 'signal'
  | 'url'
  | 'searchParams'
  | 'headers'
  | 'request'
  /** What React can show. */
  | 'node'
  /** What a tag of a template literal gets. */
  | 'template'
  /** Any object. */
  | 'anyObject'
  | 'anyFunction'
  /** A property's name. */
  | 'key'
  | 'nothing'
  | 'unknown';

export type LiteralValue = string | number | boolean | null | undefined;

export interface Field {
  name: string;
  shape: Shape;
  optional: boolean;
}

export interface Parameter {
  name: string;
  shape: Shape;
  optional: boolean;
  /** `...items`: any number of values of the shape. */
  rest: boolean;
}

/** One way to call a function. */
export interface CallForm {
  parameters: readonly Parameter[];
}

export interface FunctionSignature {
  /** `name`, or `Class.method`. */
  name: string;
  /** How the module gives it away; null = only other functions of the module reach it. */
  exportedAs: string | null;
  kind: 'function' | 'class';
  /** One, or one for each overload. */
  forms: readonly CallForm[];
  /** Numbers, strings and regular expressions that stand in the body: where behaviour changes. */
  mined: Mined;
  /** What it gives, as far as it is declared. */
  returns: Shape | null;
  /** Public members of a class, called after it was constructed. */
  members: readonly Member[];
  /** Names that the body calls. */
  calls: ReadonlySet<string>;
  line: number;
  endLine: number;
}

export interface Member {
  name: string;
  kind: 'method' | 'getter' | 'field' | 'static';
  forms: readonly CallForm[];
}

export interface Mined {
  numbers: readonly number[];
  strings: readonly string[];
  regexes: readonly { source: string; flags: string }[];
  /** Kinds that the body asks for: `typeof x === 'function'`, `instanceof Map`, `Array.isArray`. */
  guards: ReadonlySet<string>;
  /** Properties that it reads. */
  keys: readonly string[];
  /** Names that it asks for whether they are there at all: `typeof window === 'undefined'`. */
  globals: readonly string[];
}
