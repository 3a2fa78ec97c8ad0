import type { Property } from '../inputs/properties.ts';
import type { Dialect } from './dialect.ts';
import type { Subject } from './emit.ts';

/** Values of the same draws as when it was tried. */
const OPTIONS = '{ seed: 1, numRuns: 100 }';

/** Statements that assert a property with fast-check. */
export function propertyLines(
  { local }: Subject,
  { kind, arbitraries, other }: Property,
  dialect: Dialect,
): string[] {
  const names = ['a', 'b', 'c'].slice(0, arbitraries.length);
  const body = bodyOf(kind, local, other ?? '', names, dialect);
  return [
    'fc.assert(',
    `  fc.property(${arbitraries.join(', ')}, (${names.join(', ')}) => {`,
    ...body.map((line) => `    ${line}`),
    '  }),',
    `  ${OPTIONS},`,
    ');',
  ];
}

function bodyOf(
  kind: Property['kind'],
  local: string,
  other: string,
  names: readonly string[],
  dialect: Dialect,
): string[] {
  const sign = (a: string, b: string): string => `Math.sign(${local}(${a}, ${b}))`;
  switch (kind) {
    case 'idempotent':
      return [`const once = ${local}(a);`, dialect.deep(`${local}(once)`, 'once')];
    case 'roundTrip':
      return [dialect.deep(`${other}(${local}(a))`, 'a')];
    case 'total':
      return [`${local}(${names.join(', ')});`];
    case 'antisymmetric':
      return [dialect.same(`${sign('a', 'b')} + ${sign('b', 'a')}`, '0')];
    case 'transitive':
      return [
        dialect.same(`${sign('a', 'b')} > 0 || ${sign('b', 'c')} > 0 || ${sign('a', 'c')} <= 0`, 'true'),
      ];
  }
}

/** What a property says, for a title. */
export function propertySaid({ kind, other }: Property): string {
  switch (kind) {
    case 'idempotent':
      return 'changes nothing more when applied to its own result';
    case 'roundTrip':
      return `is undone by ${other}`;
    case 'total':
      return 'never throws on values of its type';
    case 'antisymmetric':
      return 'orders two values the same way whichever comes first';
    case 'transitive':
      return 'is transitive';
  }
}
