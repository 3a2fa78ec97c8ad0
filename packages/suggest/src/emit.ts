import type { CallOutcome } from './explore/explore.ts';
import type { Value } from './inputs.ts';
import type { Parameter } from './parameters.ts';
import type { TestStyle } from './style.ts';

/** One call to be asserted. */
export interface Case {
  title: string;
  args: readonly Value[];
  outcome: CallOutcome;
}

/** A test file in the project's style. The runner's own functions are imported unless they are global. */
export function emitTest(name: string, cases: readonly Case[], style: TestStyle): string {
  const imports = style.imported ? [`import { describe, expect, ${style.caller} } from 'vitest';`] : [];
  imports.push(`import { ${name} } from '${style.specifier}';`);
  const body = cases.map((each) =>
    [`  ${style.caller}(${quoted(each.title)}, () => {`, `    ${assertion(name, each)}`, '  });'].join('\n'),
  );
  return `${imports.join('\n')}\n\ndescribe(${quoted(name)}, () => {\n${body.join('\n')}\n});\n`;
}

function assertion(name: string, each: Case): string {
  const call = `${name}(${each.args.map(literal).join(', ')})`;
  const { outcome } = each;
  if ('error' in outcome) return `expect(() => ${call}).toThrow(${thrown(outcome)});`;
  const value = decoded(outcome.value);
  if (value.special) return `expect(${call}).toBe(${value.text});`;
  if (typeof outcome.value === 'number' && !Number.isInteger(outcome.value)) {
    return `expect(${call}).toBeCloseTo(${value.text}, 10);`;
  }
  return `expect(${call}).${typeof outcome.value === 'object' && outcome.value !== null ? 'toEqual' : 'toBe'}(${value.text});`;
}

const ERROR_CLASSES = new Set([
  'RangeError',
  'TypeError',
  'SyntaxError',
  'URIError',
  'EvalError',
  'ReferenceError',
]);

/** The class for a built-in error, the message for the others. */
function thrown({ error, message }: { error: string; message: string }): string {
  if (ERROR_CLASSES.has(error)) return error;
  return message ? quoted(message) : '';
}

function decoded(value: unknown): { text: string; special: boolean } {
  if (typeof value === 'object' && value !== null && '$' in value)
    return { text: String(value.$), special: true };
  return { text: literal(value as Value), special: false };
}

/** A value as TypeScript source. */
export function literal(value: Value): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return numeric(value);
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  const fields = Object.entries(value).map(([key, each]) => `${propertyName(key)}: ${literal(each)}`);
  return fields.length > 0 ? `{ ${fields.join(', ')} }` : '{}';
}

/** A key in an object literal; `__proto__` written plainly would set the prototype instead. */
function propertyName(key: string): string {
  if (key === '__proto__') return "['__proto__']";
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key);
}

function numeric(value: number): string {
  const text = String(value);
  // 12_500 reads better than 12500
  return /^-?\d{5,}$/.test(text) ? text.replace(/\B(?=(\d{3})+$)/g, '_') : text;
}

/** A single-quoted string literal; nothing in it can end it or start a new line. */
export function quoted(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`;
}

/** `gives 12_500 for subtotal 50_000 and member true`. */
export function titleFor(
  parameters: readonly Parameter[],
  args: readonly Value[],
  outcome: CallOutcome,
): string {
  const given = args.map(
    (value, index) => `${parameters[index]?.name ?? 'value'} ${shortened(spoken(value))}`,
  );
  const what =
    'error' in outcome ? `throws ${outcome.error}` : `gives ${shortened(decoded(outcome.value).text)}`;
  if (given.length === 0) return what;
  const last = given.pop()!;
  return `${what} for ${given.length > 0 ? `${given.join(', ')} and ` : ''}${last}`;
}

/** A value in a title: strings in double quotes, so that the title's own need no escape. */
function spoken(value: Value): string {
  return typeof value === 'string' ? JSON.stringify(value) : literal(value);
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
