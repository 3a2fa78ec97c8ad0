import { createRequire } from 'node:module';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Tried } from '../protocol.ts';

type Property = NonNullable<Tried['property']>;
type Callable = (...all: unknown[]) => unknown;

interface FastCheck {
  check(property: unknown, options: { seed: number; numRuns: number }): { failed: boolean };
  property(...all: unknown[]): unknown;
}

let known: FastCheck | undefined;
const drawn = new Map<string, unknown[]>();

/** The project's own fast-check; the world must be open when it is first asked for. */
export function loadFastCheck(): void {
  known ??= createRequire(join(process.cwd(), 'package.json'))('fast-check') as FastCheck;
}

/** Whether a property holds for a hundred values: the same ones every time, and in the emitted test. */
export function holds(
  { kind, arbitraries }: Property,
  subject: Callable,
  other: Callable | undefined,
): boolean {
  const fc = known!;
  const key = arbitraries.join();
  const from = drawn.get(key) ?? (new Function('fc', `return [${key}];`)(fc) as unknown[]);
  drawn.set(key, from);
  return !fc.check(fc.property(...from, predicateOf(kind, subject, other)), { seed: 1, numRuns: 100 }).failed;
}

function predicateOf(kind: Property['kind'], f: Callable, other: Callable | undefined): Callable {
  const sign = (a: unknown, b: unknown): number => Math.sign(f(a, b) as number);
  switch (kind) {
    case 'idempotent':
      return (value) => {
        const once = f(value);
        return isDeepStrictEqual(f(once), once);
      };
    case 'roundTrip':
      return (value) => isDeepStrictEqual(other!(f(value)), value);
    case 'total':
      return (...values) => {
        f(...values);
      };
    case 'antisymmetric':
      return (a, b) => sign(a, b) === -sign(b, a);
    case 'transitive':
      return (a, b, c) => sign(a, b) > 0 || sign(b, c) > 0 || sign(a, c) <= 0;
  }
}
