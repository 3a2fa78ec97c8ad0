import { data, Evaluator, Lexer, Parser } from '@actions/expressions';

/** The contexts that an expression can name: plain JSON values by name. */
export type Contexts = Record<string, unknown>;

/** How the job stands, for `success()`, `failure()`, `always()` and `cancelled()`. */
export type JobStatus = 'success' | 'failure' | 'cancelled';

type Data = InstanceType<typeof data.Dictionary> | data.ExpressionData;

/** Evaluates one expression without its `${{ }}` by GitHub's own parser. */
export function evaluate(expression: string, contexts: Contexts, status: JobStatus = 'success'): unknown {
  const flag = (name: string, value: boolean) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(value),
  });
  const functions = [
    flag('always', true),
    flag('success', status === 'success'),
    flag('failure', status === 'failure'),
    flag('cancelled', status === 'cancelled'),
  ];
  const tokens = new Lexer(expression).lex().tokens;
  const parsed = new Parser(tokens, Object.keys(contexts), functions).parse();
  const dictionary = toData(contexts) as InstanceType<typeof data.Dictionary>;
  const byName = new Map(functions.map((one) => [one.name, one]));
  return fromData(new Evaluator(parsed, dictionary, byName).evaluate());
}

/** Text with every `${{ }}` in it evaluated. */
export function interpolate(text: string, contexts: Contexts, status?: JobStatus): string {
  return text.replace(/\$\{\{([\s\S]*?)\}\}/g, (_, expression: string) =>
    asText(evaluate(expression.trim(), contexts, status)),
  );
}

/** Whether an `if:` holds; without a status function it also asks for success. */
export function holds(
  condition: string | boolean | undefined,
  contexts: Contexts,
  status: JobStatus,
): boolean {
  const text = condition === undefined ? 'success()' : String(condition).trim();
  const bare = /^\$\{\{([\s\S]*)\}\}$/.exec(text)?.[1]?.trim() ?? text;
  const asked = /\b(always|success|failure|cancelled)\s*\(/.test(bare) ? bare : `success() && (${bare})`;
  return truthy(evaluate(asked, contexts, status));
}

function truthy(value: unknown): boolean {
  return !(value === false || value === null || value === '' || value === 0);
}

function asText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function toData(value: unknown): Data {
  if (value === null || value === undefined) return new data.Null();
  if (typeof value === 'string') return new data.StringData(value);
  if (typeof value === 'number') return new data.NumberData(value);
  if (typeof value === 'boolean') return new data.BooleanData(value);
  if (Array.isArray(value)) return new data.Array(...value.map(toData));
  return new data.Dictionary(
    ...Object.entries(value).map(([key, field]) => ({ key, value: toData(field) as data.ExpressionData })),
  );
}

function fromData(value: data.ExpressionData): unknown {
  if (value instanceof data.Null) return null;
  if (
    value instanceof data.StringData ||
    value instanceof data.NumberData ||
    value instanceof data.BooleanData
  ) {
    return value.value;
  }
  if (value instanceof data.Array) return value.values().map(fromData);
  if (value instanceof data.Dictionary) {
    return Object.fromEntries(value.pairs().map(({ key, value: field }) => [key, fromData(field)]));
  }
  throw new Error('an expression gave something unknown');
}
