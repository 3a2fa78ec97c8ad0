type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

/** Keys that say nothing about the shape of a request or an answer. */
const PROSE = new Set([
  'description',
  'summary',
  'examples',
  'example',
  'externalDocs',
  'tags',
  'title',
  'deprecated',
]);
/** Keys below which every key is a name, not a keyword. */
const NAMED = new Set(['properties', 'schemas', 'parameters', 'responses', 'headers', 'paths']);

/**
 * An OpenAPI description cut down to some operations and the components they lead to, without prose.
 * @throws Error when an operation is not in it.
 */
export function prune(whole: JsonObject, operations: readonly string[]): JsonObject {
  const wanted = new Set(operations);
  const paths: JsonObject = {};
  for (const [path, item] of Object.entries(whole.paths as Record<string, JsonObject>)) {
    const kept = Object.entries(item).filter(([, operation]) => {
      const id = isObject(operation) ? operation.operationId : undefined;
      return typeof id === 'string' && wanted.delete(id);
    });
    if (kept.length > 0)
      paths[path] = Object.fromEntries(kept.map(([method, one]) => [method, shape(one, false)]));
  }
  if (wanted.size > 0) throw new Error(`no such operations: ${[...wanted].join(', ')}`);
  return { openapi: whole.openapi ?? '', paths, components: reached(whole, paths) };
}

/** The components that `$ref`s lead to from `start`, by kind and name. */
function reached(whole: JsonObject, start: Json): JsonObject {
  const components: Record<string, JsonObject> = {};
  const waiting = references(start);
  for (let reference = waiting.pop(); reference !== undefined; reference = waiting.pop()) {
    const [, , kind, name] = reference.split('/') as [string, string, string, string];
    const found = (whole.components as Record<string, JsonObject>)[kind]?.[name];
    if (found === undefined) throw new Error(`${reference} leads nowhere`);
    components[kind] ??= {};
    if (name in components[kind]) continue;
    const kept = shape(found, false);
    components[kind][name] = kept;
    waiting.push(...references(kept));
  }
  return Object.fromEntries(
    Object.entries(components).map(([kind, named]) => [
      kind,
      Object.fromEntries(Object.entries(named).sort()),
    ]),
  );
}

function references(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, field]) =>
    key === '$ref' && typeof field === 'string' ? [field] : references(field),
  );
}

function shape(value: Json, named: boolean): Json {
  if (Array.isArray(value)) return value.map((item) => shape(item, false));
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key]) => named || !(PROSE.has(key) || key.startsWith('x-')));
  return Object.fromEntries(kept.map(([key, field]) => [key, shape(field, !named && NAMED.has(key))]));
}

function isObject(value: Json | undefined): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
