import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Schema = Record<string, unknown>;

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  schema: Schema;
}

interface Content {
  content?: { 'application/json'?: { schema: Schema } };
}

export interface Operation {
  id: string;
  method: string;
  path: string;
  parameters: Parameter[];
  /** Pointer to the schema of the body; null when there is none. */
  bodyPointer: string | null;
  bodyRequired: boolean;
  /** Pointer to the schema of each described answer; null = an answer without a body. */
  answers: Map<number, string | null>;
}

interface RawOperation {
  operationId: string;
  parameters?: (Parameter | { $ref: string })[];
  requestBody?: Content & { required?: boolean };
  responses: Record<string, Content | { $ref: string }>;
}

/** GitHub's description of its REST API, cut down to what is answered here. */
export const DESCRIPTION = JSON.parse(readFileSync(join(import.meta.dirname, 'openapi.json'), 'utf8')) as {
  paths: Record<string, Record<string, RawOperation>>;
  components: Record<string, Record<string, Schema>>;
};

/** What a `#/components/…` reference leads to. */
export function lookUp(reference: string): Schema {
  const [, , kind, name] = reference.split('/') as [string, string, string, string];
  const found = DESCRIPTION.components[kind]?.[name];
  if (!found) throw new Error(`${reference} is not in the description`);
  return found;
}

/** All operations by id. */
export const OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  Object.entries(DESCRIPTION.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, raw]) => [raw.operationId, operation(path, method, raw)] as const),
  ),
);

function operation(path: string, method: string, raw: RawOperation): Operation {
  const here = `#/paths/${pointerPart(path)}/${method}`;
  const parameters = (raw.parameters ?? []).map((parameter) =>
    '$ref' in parameter ? (lookUp(parameter.$ref) as unknown as Parameter) : parameter,
  );
  const body = raw.requestBody?.content?.['application/json'];
  return {
    id: raw.operationId,
    method: method.toUpperCase(),
    path,
    parameters,
    bodyPointer: body ? `${here}/requestBody/content/application~1json/schema` : null,
    bodyRequired: raw.requestBody?.required === true,
    answers: new Map(
      Object.entries(raw.responses).map(([status, answer]) => [
        Number(status),
        answerPointer(here, status, answer),
      ]),
    ),
  };
}

function answerPointer(here: string, status: string, answer: Content | { $ref: string }): string | null {
  const content = '$ref' in answer ? (lookUp(answer.$ref) as Content) : answer;
  if (!content.content?.['application/json']) return null;
  const start = '$ref' in answer ? answer.$ref : `${here}/responses/${status}`;
  return `${start}/content/application~1json/schema`;
}

function pointerPart(path: string): string {
  return encodeURI(path.replaceAll('~', '~0').replaceAll('/', '~1'))
    .replaceAll('%7B', '{')
    .replaceAll('%7D', '}');
}

/** The operation that a request is for, with its path parameters; null when it is not described. */
export function match(
  method: string,
  path: string,
): { operation: Operation; values: Record<string, string> } | null {
  const parts = path.split('/').filter((part) => part !== '');
  for (const one of OPERATIONS.values()) {
    if (one.method !== method) continue;
    const values = matchPath(
      one.path.split('/').filter((part) => part !== ''),
      parts,
    );
    if (values) return { operation: one, values };
  }
  return null;
}

function matchPath(pattern: string[], parts: string[]): Record<string, string> | null {
  const rest = pattern.at(-1) === '{ref}';
  if (rest ? parts.length < pattern.length : parts.length !== pattern.length) return null;
  const values: Record<string, string> = {};
  for (const [index, piece] of pattern.entries()) {
    const name = /^\{(.+)\}$/.exec(piece)?.[1];
    const last = rest && index === pattern.length - 1;
    const part = last ? parts.slice(index).join('/') : parts[index]!;
    if (name) values[name] = decodeURIComponent(part);
    else if (piece !== part) return null;
  }
  return values;
}
