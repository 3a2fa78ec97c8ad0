/** Kinds of syntax that a proposed test may be made of. */
export const NODES: ReadonlySet<string> = new Set([
  'ArrayExpression',
  'ArrayPattern',
  'ArrowFunctionExpression',
  'AssignmentExpression',
  'AssignmentPattern',
  'AwaitExpression',
  'BigIntLiteral',
  'BinaryExpression',
  'BlockStatement',
  'BooleanLiteral',
  'CallExpression',
  'ConditionalExpression',
  'ExpressionStatement',
  'Identifier',
  'LogicalExpression',
  'MemberExpression',
  'NewExpression',
  'NullLiteral',
  'NumericLiteral',
  'ObjectExpression',
  'ObjectPattern',
  'ObjectProperty',
  'OptionalCallExpression',
  'OptionalMemberExpression',
  'RegExpLiteral',
  'RestElement',
  'ReturnStatement',
  'SpreadElement',
  'StringLiteral',
  'TemplateElement',
  'TemplateLiteral',
  'ThrowStatement',
  'UnaryExpression',
  'UpdateExpression',
  'VariableDeclaration',
  'VariableDeclarator',
  'TSAsExpression',
  'TSArrayType',
  'TSLiteralType',
  'TSNonNullExpression',
  'TSSatisfiesExpression',
  'TSTypeAnnotation',
  'TSTypeLiteral',
  'TSTypeOperator',
  'TSTypeParameterInstantiation',
  'TSTypeReference',
  'TSTupleType',
  'TSUnionType',
]);

/** Names that lead to code from text, or to what others share. */
export const HIDDEN_MEMBERS: ReadonlySet<string> = new Set([
  '__proto__',
  '__defineGetter__',
  '__defineSetter__',
  '__lookupGetter__',
  '__lookupSetter__',
  'arguments',
  'callee',
  'caller',
  'constructor',
  'mainModule',
  'prototype',
]);

/** Globals that reach nothing outside, with the members that may be used. */
export const GLOBALS: ReadonlyMap<string, ReadonlySet<string> | 'any'> = new Map<
  string,
  ReadonlySet<string> | 'any'
>([
  ['undefined', 'any'],
  ['NaN', 'any'],
  ['Infinity', 'any'],
  ['Object', new Set(['keys', 'values', 'entries', 'fromEntries', 'freeze', 'is', 'create'])],
  ['Array', new Set(['from', 'of', 'isArray'])],
  [
    'Math',
    new Set(['abs', 'ceil', 'floor', 'max', 'min', 'PI', 'E', 'pow', 'round', 'sign', 'sqrt', 'trunc']),
  ],
  [
    'Number',
    new Set([
      'EPSILON',
      'MAX_SAFE_INTEGER',
      'MAX_VALUE',
      'MIN_SAFE_INTEGER',
      'MIN_VALUE',
      'NaN',
      'NEGATIVE_INFINITY',
      'POSITIVE_INFINITY',
      'isFinite',
      'isInteger',
      'isNaN',
      'isSafeInteger',
    ]),
  ],
  ['String', new Set(['fromCharCode', 'fromCodePoint', 'raw'])],
  ['Boolean', new Set()],
  ['BigInt', new Set()],
  ['Symbol', new Set(['iterator', 'asyncIterator', 'toStringTag', 'for'])],
  ['JSON', new Set(['parse', 'stringify'])],
  ['Promise', new Set(['resolve', 'reject', 'all'])],
  ['Date', new Set(['UTC', 'parse'])],
  ...[
    'Map',
    'Set',
    'WeakMap',
    'WeakSet',
    'RegExp',
    'URL',
    'URLSearchParams',
    'Uint8Array',
    'ArrayBuffer',
  ].map((name): [string, ReadonlySet<string>] => [name, new Set()]),
  ...['Error', 'TypeError', 'RangeError', 'SyntaxError', 'EvalError', 'URIError', 'AggregateError'].map(
    (name): [string, ReadonlySet<string>] => [name, new Set()],
  ),
  ...[
    'structuredClone',
    'parseInt',
    'parseFloat',
    'isNaN',
    'isFinite',
    'encodeURIComponent',
    'decodeURIComponent',
  ].map((name): [string, ReadonlySet<string>] => [name, new Set()]),
]);

export type AssertionKind = 'expect' | 'assert' | 'chai';

interface Assertions {
  /** What every assertion begins with. */
  root: string;
  /** Members of it. */
  statics: ReadonlySet<string>;
  /** What may follow a call of it. */
  members: ReadonlySet<string>;
}

const EXPECT_MEMBERS = [
  ...['not', 'rejects', 'resolves', 'toBe', 'toBeCloseTo', 'toBeDefined', 'toBeFalsy', 'toBeGreaterThan'],
  ...[
    'toBeGreaterThanOrEqual',
    'toBeInstanceOf',
    'toBeLessThan',
    'toBeLessThanOrEqual',
    'toBeNaN',
    'toBeNull',
  ],
  ...[
    'toBeTruthy',
    'toBeUndefined',
    'toContain',
    'toContainEqual',
    'toEqual',
    'toHaveLength',
    'toHaveProperty',
  ],
  ...['toMatch', 'toMatchObject', 'toStrictEqual', 'toThrow', 'toThrowError'],
];
const CHAI_MEMBERS = [
  ...['a', 'above', 'an', 'and', 'at', 'be', 'been', 'below', 'closeTo', 'contain', 'deep', 'equal', 'false'],
  ...['have', 'include', 'instanceOf', 'instanceof', 'is', 'length', 'lengthOf', 'match', 'members', 'NaN'],
  ...['not', 'null', 'property', 'that', 'throw', 'to', 'true', 'undefined', 'with'],
];
const ASSERT_STATICS = [
  ...['deepEqual', 'deepStrictEqual', 'doesNotMatch', 'equal', 'match', 'notDeepEqual', 'notDeepStrictEqual'],
  ...['notEqual', 'notStrictEqual', 'ok', 'rejects', 'strictEqual', 'throws'],
];

/** What asserts, by the way a project's tests do. Snapshots write files and are left out. */
export const ASSERTIONS: Readonly<Record<AssertionKind, Assertions>> = {
  expect: {
    root: 'expect',
    statics: new Set([
      'any',
      'anything',
      'arrayContaining',
      'closeTo',
      'objectContaining',
      'stringContaining',
    ]),
    members: new Set(EXPECT_MEMBERS),
  },
  chai: { root: 'expect', statics: new Set(), members: new Set(CHAI_MEMBERS) },
  assert: { root: 'assert', statics: new Set(ASSERT_STATICS), members: new Set() },
};
