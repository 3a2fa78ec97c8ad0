import { quoted } from '../literal.ts';
import type { FunctionSignature, Shape } from '../source/shape.ts';
import type { Scenario } from './scenarios.ts';

/** What may hold for all values of a type. */
export interface Property {
  kind: 'idempotent' | 'roundTrip' | 'total' | 'antisymmetric' | 'transitive';
  /** What fast-check draws the values from, as source. */
  arbitraries: readonly string[];
  /** The export that undoes it, of a round trip. */
  other?: string;
}

/** Names of functions, each undone by the one after it. */
const PAIRS: readonly (readonly [RegExp, string])[] = [
  [/encode/i, 'decode'],
  [/stringify|format|print|render/i, 'parse'],
  [/serialize/i, 'deserialize'],
  [/pack/i, 'unpack'],
  [/compress/i, 'decompress'],
  [/escape/i, 'unescape'],
  [/encrypt/i, 'decrypt'],
  [/marshal/i, 'unmarshal'],
  [/^to(?=[A-Z])/, 'from'],
];
const COMPARATOR = /compar|cmp|^by[A-Z]|order|rank/i;

/** Scenarios that try a function's properties with fast-check; none for classes and what is asynchronous. */
export function propertiesOf(
  signature: FunctionSignature,
  all: ReadonlyMap<string, FunctionSignature>,
): Scenario[] {
  const { kind, forms, returns, name } = signature;
  const [form] = forms;
  if (kind !== 'function' || !form || forms.length > 1 || returns?.kind === 'promise') return [];
  const required = form.parameters.filter(({ optional, rest }) => !optional && !rest);
  const arbitraries = required.map(({ shape }) => arbitraryOf(shape));
  if (required.length === 0 || required.length > 3 || arbitraries.includes(null)) return [];
  const drawn = arbitraries as string[];
  const [first, second] = required;
  const found: Property[] = [];
  const other = undoing(name, all);
  if (other && required.length === 1) found.push({ kind: 'roundTrip', arbitraries: drawn, other });
  if (required.length === 1 && returns && sameKind(first!.shape, returns))
    found.push({ kind: 'idempotent', arbitraries: drawn });
  if (second && COMPARATOR.test(name) && required.length === 2 && drawn[0] === drawn[1]) {
    found.push({ kind: 'antisymmetric', arbitraries: drawn });
    found.push({ kind: 'transitive', arbitraries: [...drawn, drawn[0]!] });
  }
  found.push({ kind: 'total', arbitraries: drawn });
  return found.map((property) => ({ args: [], steps: [], property }));
}

function undoing(name: string, all: ReadonlyMap<string, FunctionSignature>): string | null {
  for (const [word, undo] of PAIRS) {
    if (!word.test(name) || new RegExp(undo, 'i').test(name)) continue;
    const wanted = name.replace(word, undo).toLowerCase();
    for (const each of all.values())
      if (each.exportedAs && each.kind === 'function' && each.name.toLowerCase() === wanted)
        return each.exportedAs;
  }
  return null;
}

function sameKind(a: Shape, b: Shape): boolean {
  return a.kind === b.kind && /^(string|number|array|object|record)$/.test(a.kind);
}

/** What fast-check draws values of a shape from; null = it would have to guess. */
function arbitraryOf(shape: Shape): string | null {
  const within = (inner: Shape, to: (text: string) => string): string | null => {
    const text = arbitraryOf(inner);
    return text === null ? null : to(text);
  };
  switch (shape.kind) {
    case 'string':
      return 'fc.string()';
    case 'number':
      return 'fc.integer()';
    case 'boolean':
      return 'fc.boolean()';
    case 'bigint':
      return 'fc.bigInt()';
    case 'date':
      return 'fc.date({ noInvalidDate: true })';
    case 'generic':
      return 'fc.integer()';
    case 'literals':
      return `fc.constantFrom(${shape.values.map((value) => (typeof value === 'string' ? quoted(value) : String(value))).join(', ')})`;
    case 'array':
      return within(shape.of, (text) => `fc.array(${text})`);
    case 'record':
      return within(shape.value, (text) => `fc.dictionary(fc.string(), ${text})`);
    case 'object': {
      const fields = shape.fields
        .filter(({ optional }) => !optional)
        .map((field) => ({ ...field, from: arbitraryOf(field.shape) }));
      if (fields.some(({ from }) => from === null)) return null;
      return `fc.record({ ${fields.map(({ name, from }) => `${quoted(name)}: ${from}`).join(', ')} })`;
    }
    default:
      return null;
  }
}
