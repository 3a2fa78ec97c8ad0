import type { FunctionSignature, Shape } from './parameters.ts';

/** JSON-like argument; what a test can write down. */
export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

/** Most argument lists that one function is tried with. */
const MAX_INPUTS = 400;

/**
 * Argument lists for a function: values on both sides of every number in its body, the strings in it, and plain ones
 * of each type. Simple ones first, at most 400. A string = the reason why there are none.
 */
export function inputsFor(signature: FunctionSignature): Value[][] | string {
  const candidates: Value[][] = [];
  for (const parameter of signature.parameters) {
    const values = valuesOf(parameter.shape, signature.literals);
    if (typeof values === 'string') {
      if (parameter.optional) break;
      return values;
    }
    candidates.push(values);
  }
  return combinations(candidates, MAX_INPUTS);
}

function valuesOf(shape: Shape, literals: readonly (string | number)[]): Value[] | string {
  switch (shape.kind) {
    case 'number':
      return numbers(literals);
    case 'string':
      return strings(literals);
    case 'boolean':
      return [false, true];
    case 'literals':
      return shape.values;
    case 'unknown':
      return [...numbers(literals).slice(0, 8), ...strings(literals).slice(0, 6), true, null];
    case 'array': {
      const items = valuesOf(shape.of, literals);
      if (typeof items === 'string') return items;
      return [[], ...items.slice(0, 6).map((item) => [item]), items.slice(0, 3)];
    }
    case 'object':
      return objects(shape, literals);
    default:
      return shape.why;
  }
}

/** One plain object, and variants of it that differ in one field. */
function objects(
  shape: Extract<Shape, { kind: 'object' }>,
  literals: readonly (string | number)[],
): Value[] | string {
  const plain: Record<string, Value> = {};
  const variants: Value[] = [];
  const fields: [string, Value[]][] = [];
  for (const field of shape.fields) {
    const values = valuesOf(field.shape, literals);
    if (typeof values === 'string') {
      if (field.optional) continue;
      return values;
    }
    plain[field.name] = values[values.length > 1 ? 1 : 0]!;
    fields.push([field.name, values]);
  }
  for (const [name, values] of fields)
    for (const value of values.slice(0, 12)) variants.push({ ...plain, [name]: value });
  return [plain, ...variants];
}

function numbers(literals: readonly (string | number)[]): number[] {
  const values = new Set<number>([0, 1]);
  for (const literal of literals) {
    if (typeof literal !== 'number') continue;
    for (const value of [literal, literal - 1, literal + 1]) values.add(value);
  }
  for (const value of [-1, 2, 10, 100]) values.add(value);
  return [...values];
}

function strings(literals: readonly (string | number)[]): string[] {
  const mined = literals.filter(
    (literal): literal is string => typeof literal === 'string' && literal.length <= 40,
  );
  return [...new Set([...mined, 'a', '', 'Abc 1'])];
}

/** Combinations in order of how far they are from the first values, so that simple ones come first. */
export function combinations(candidates: readonly Value[][], limit: number): Value[][] {
  let partial: { values: Value[]; cost: number }[] = [{ values: [], cost: 0 }];
  for (const options of candidates) {
    const next = partial.flatMap(({ values, cost }) =>
      options.map((option, index) => ({ values: [...values, option], cost: cost + index })),
    );
    // a stable sort keeps the order of equal costs
    partial = next.sort((a, b) => a.cost - b.cost).slice(0, limit * 4);
  }
  return partial.slice(0, limit).map(({ values }) => values);
}
