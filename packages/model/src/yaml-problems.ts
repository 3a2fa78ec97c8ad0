import type { z } from 'zod';
import type { UserProblem } from './failure.ts';
import { nearestName } from './similarity.ts';

/** What of a parsed YAML document is looked at; the `yaml` package's `Document` is one. */
export interface YamlDocument {
  errors: readonly { message: string; pos: readonly [number, number] | readonly number[] }[];
  getIn(path: Iterable<unknown>, keepScalar?: boolean): unknown;
}

/** A problem and where in the text it is. */
export interface YamlProblem {
  what: string;
  remedy: string;
  /** Characters from the start of the text. */
  offset: number;
}

/** A problem with line and column, both from 1. */
export interface PlacedProblem extends UserProblem {
  path: string;
  line: number;
  column: number;
}

/** What is no YAML at all. */
export function syntaxProblems(document: YamlDocument): YamlProblem[] {
  return document.errors.map(({ message, pos }) => ({
    what: message,
    remedy: 'mend the YAML',
    offset: pos[0] ?? 0,
  }));
}

/**
 * All problems of a value at once, each with its place and, for an unknown name, the nearest valid one.
 * @param base path in the document of the value that the schema is about.
 */
export function schemaProblems(
  document: YamlDocument,
  error: z.ZodError,
  schema: z.ZodType,
  base: readonly PropertyKey[] = [],
): YamlProblem[] {
  const found = error.issues.flatMap((issue) => problemsOf(issue, schema));
  return found
    .map(({ path, what, remedy }) => ({ what, remedy, offset: offsetOf(document, [...base, ...path]) }))
    .sort((a, b) => a.offset - b.offset);
}

/** Where the key or the value at a path begins; that of the nearest parent when it is not there. */
export function offsetOf(document: YamlDocument, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length--) {
    const parent = length > 0 ? document.getIn(path.slice(0, length - 1), true) : null;
    const pair = pairsIn(parent).find(({ key }) => String(key) === String(path[length - 1]));
    const node = pair?.key ?? document.getIn(path.slice(0, length), true);
    const range = (node as { range?: readonly number[] } | null | undefined)?.range;
    if (range) return range[0]!;
  }
  return 0;
}

function pairsIn(node: unknown): { key: unknown }[] {
  const items = (node as { items?: unknown[] } | null)?.items ?? [];
  return items.filter(
    (item): item is { key: unknown } => typeof item === 'object' && item !== null && 'key' in item,
  );
}

function problemsOf(
  issue: z.core.$ZodIssue,
  schema: z.ZodType,
): { what: string; remedy: string; path: PropertyKey[] }[] {
  if (issue.code === 'invalid_value') {
    const nearest =
      typeof issue.input === 'string' ? nearestName(issue.input, issue.values.map(String)) : null;
    const remedy = nearest
      ? `did you mean "${nearest}"?`
      : `write one of ${issue.values.map(String).join(', ')}`;
    return [{ what: `${nameOf(issue.path)}: is none of the known values`, remedy, path: issue.path }];
  }
  if (issue.code !== 'unrecognized_keys') {
    // of a union the first form is the plain one that people write
    const message =
      issue.code === 'invalid_union' ? (issue.errors[0]?.[0]?.message ?? issue.message) : issue.message;
    return [
      { what: `${nameOf(issue.path)}: ${message}`, remedy: 'write a value of that kind', path: issue.path },
    ];
  }
  const valid = namesIn(schema, issue.path);
  return issue.keys.map((key) => {
    const nearest = nearestName(key, valid);
    const remedy = nearest ? `did you mean "${nearest}"?` : `valid names are ${valid.join(', ')}`;
    return { what: `unknown key "${key}"`, remedy, path: [...issue.path, key] };
  });
}

function nameOf(path: readonly PropertyKey[]): string {
  return path.join('.') || 'the file';
}

function namesIn(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let current: unknown = schema;
  for (const key of path) {
    const outer = unwrap(current) as { shape?: Record<PropertyKey, unknown>; element?: unknown } | undefined;
    current = outer?.shape?.[key] ?? outer?.element;
  }
  return Object.keys((unwrap(current) as { shape?: object } | undefined)?.shape ?? {});
}

function unwrap(schema: unknown): unknown {
  let inner = schema as { unwrap?: () => unknown; element?: unknown } | undefined;
  // an array has `unwrap` too, but its element is asked for by its index
  while (inner && typeof inner.unwrap === 'function' && inner.element === undefined)
    inner = inner.unwrap() as typeof inner;
  return inner;
}
