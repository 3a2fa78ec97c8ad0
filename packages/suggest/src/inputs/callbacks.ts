import type { Shape } from '../source/shape.ts';
import type { World } from './values.ts';

/** Callbacks that tell apart whether, how often and with what they are called. */
export function callbacks(
  shape: Extract<Shape, { kind: 'function' }>,
  world: World,
  results: readonly string[],
): string[] {
  const [first, second] = shape.parameters;
  const returned = shape.returns.kind === 'promise' ? shape.returns.of : shape.returns;
  const prefix = shape.returns.kind === 'promise' ? 'async ' : '';
  const silent = shape.returns.kind === 'union' && shape.returns.of.some(({ kind }) => kind === 'nothing');
  const constants = results
    .slice(0, 3)
    .map((value) => `() => ${value.startsWith('{') ? `(${value})` : value}`);
  const value = constants[0]?.slice('() => '.length) ?? '1';
  const stateful =
    shape.returns.kind === 'promise'
      ? [
          `((count) => async () => { count += 1; if (count < 3) throw new Error('no'); return ${value}; })(0)`,
          `() => new Promise((resolve) => setTimeout(() => resolve(${value}), 40))`,
        ]
      : [];
  const made: string[] = silent ? ['() => undefined'] : [];
  const kind = first ? kindOf(first, world) : 'none';
  if (returned.kind === 'boolean' || returned.kind === 'unknown' || returned.kind === 'generic')
    made.push(...predicates(kind));
  if (first && second && sameKind(first, second, world) && kind !== 'none')
    made.push(...pairs(kind, returned));
  made.push(...projections(kind, returned));
  made.push(...constants, '() => undefined', "() => { throw new Error('no'); }");
  const plain = [...new Set(made)].map((each) => prefix + each);
  // what decides by itself whether to decide: nothing comes back
  const undecided = returned.kind === 'unknown' && !silent ? [`${prefix}() => undefined`] : [];
  return [
    ...new Set([...plain.slice(0, 1), ...undecided, ...plain.slice(1, 2), ...stateful, ...plain.slice(2)]),
  ];
}

type Kind = 'number' | 'string' | 'object' | 'other' | 'none';

function kindOf(shape: Shape, world: World): Kind {
  if (shape.kind === 'generic') return world;
  if (shape.kind === 'number' || shape.kind === 'string') return shape.kind;
  if (shape.kind === 'object' || shape.kind === 'record' || shape.kind === 'anyObject') return 'object';
  return 'other';
}

function sameKind(a: Shape, b: Shape, world: World): boolean {
  return a.kind === b.kind && kindOf(a, world) === kindOf(b, world);
}

function predicates(kind: Kind): string[] {
  if (kind === 'number') return ['(x) => x > 1', '(x) => x % 2 === 0'];
  if (kind === 'string') return ["(x) => x === 'a'", "(x) => x > 'a'"];
  if (kind === 'object') return ['(x) => x?.a === 1'];
  return ['() => true', '() => false'];
}

function pairs(kind: Kind, returned: Shape): string[] {
  if (returned.kind === 'nothing') return [];
  if (returned.kind === 'boolean') {
    const close = kind === 'number' ? ['(a, b) => Math.abs(a - b) < 2'] : [];
    return ['(a, b) => a === b', ...close];
  }
  if (kind === 'number') return ['(a, b) => a - b', '(a, b) => a + b', '(a, b) => b - a'];
  if (kind === 'object') return ['(a, b) => (a?.a ?? 0) - (b?.a ?? 0)', '(a, b) => ({ ...a, ...b })'];
  return ['(a, b) => a + b'];
}

function projections(kind: Kind, returned: Shape): string[] {
  if (returned.kind === 'boolean') return ['() => true', '() => false'];
  if (kind === 'none' || returned.kind === 'nothing') return [];
  if (returned.kind === 'string' || returned.kind === 'key')
    return ['(x) => String(x)', "(x) => String(x) + '!'"];
  if (kind === 'number') return ['(x) => x * 2', '(x) => x', "(x) => (x % 2 === 0 ? 'even' : 'odd')"];
  if (kind === 'string') return ['(x) => x.length', '(x) => x.toUpperCase()', '(x) => x'];
  if (kind === 'object') return ['(x) => x?.a', '(x) => x', '(x) => x?.b'];
  return ['(x) => x', '() => true', '() => false'];
}
