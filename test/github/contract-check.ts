import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { DESCRIPTION, type Operation, type Schema } from './description.ts';

const ajv = new Ajv({ strict: false, allErrors: false, coerceTypes: false, validateFormats: true });
(formats as unknown as (target: Ajv) => void)(ajv);
ajv.addFormat('repo.nwo', true).addFormat('timestamp', true);
ajv.addSchema(nullableSpelledOut(DESCRIPTION) as Schema, 'github');

const compiled = new Map<string, ValidateFunction>();

/** OpenAPI 3.0 writes `nullable: true` beside a type, an enum or a reference; JSON Schema wants null among them. */
function nullableSpelledOut(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(nullableSpelledOut);
  if (value === null || typeof value !== 'object') return value;
  const fields = Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, nullableSpelledOut(field)]),
  );
  if (fields.nullable !== true) return fields;
  const { nullable: _, ...rest } = fields;
  return { anyOf: [{ type: 'null' }, rest] };
}

function problem(pointer: string, value: unknown): string | null {
  let validate = compiled.get(pointer);
  if (!validate) {
    validate = ajv.compile({ $ref: `github${pointer}` });
    compiled.set(pointer, validate);
  }
  if (validate(value)) return null;
  const error = validate.errors![0]!;
  return `${error.instancePath || 'the body'} ${error.message}`;
}

/** What is wrong with a request by GitHub's description; empty = nothing. */
export function requestProblems(
  operation: Operation,
  values: Record<string, string>,
  query: URLSearchParams,
  body: unknown,
): string[] {
  const problems: string[] = [];
  for (const [name, text] of query) {
    const parameter = operation.parameters.find((one) => one.in === 'query' && one.name === name);
    if (!parameter) problems.push(`query ${name} is not described`);
    else problems.push(...parameterProblems(name, text, parameter.schema));
  }
  for (const parameter of operation.parameters.filter((one) => one.in === 'path')) {
    problems.push(...parameterProblems(parameter.name, values[parameter.name] ?? '', parameter.schema));
  }
  if (operation.bodyPointer === null) {
    if (body !== undefined) problems.push('a body is not described');
  } else if (body !== undefined || operation.bodyRequired) {
    const wrong = problem(operation.bodyPointer, body);
    if (wrong) problems.push(wrong);
  }
  return problems.map((text) => `${operation.method} ${operation.path}: request: ${text}`);
}

function parameterProblems(name: string, text: string, schema: Schema): string[] {
  const value = schema.type === 'integer' ? (/^\d+$/.test(text) ? Number(text) : text) : text;
  return ajv.validate(nullableSpelledOut(schema) as Schema, value) ? [] : [`${name} ${ajv.errorsText()}`];
}

/** What is wrong with an answer by GitHub's description; empty = nothing. */
export function answerProblems(operation: Operation, status: number, body: unknown): string[] {
  const where = `${operation.method} ${operation.path}: answer ${status}`;
  if (!operation.answers.has(status)) {
    // The description leaves out what any operation can answer: 401, 403, 404, 429.
    const general = status >= 400 && typeof (body as { message?: unknown })?.message === 'string';
    return general ? [] : [`${where} is not described`];
  }
  const pointer = operation.answers.get(status) ?? null;
  if (pointer === null) {
    const refusal = status >= 400 && typeof (body as { message?: unknown })?.message === 'string';
    return body === undefined || refusal ? [] : [`${where} has a body that is not described`];
  }
  const wrong = problem(pointer, body);
  return wrong ? [`${where}: ${wrong}`] : [];
}
