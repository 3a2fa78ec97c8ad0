import { lookUp, type Schema } from './description.ts';

/**
 * The least value that a schema allows, with `given` in the places that matter: required fields only, null where
 * it may be, addresses below `base`.
 */
export function fill(
  schemaName: string,
  base: string,
  given: Record<string, unknown>,
): Record<string, unknown> {
  const least = leastOf({ $ref: `#/components/schemas/${schemaName}` }, base, 0) as Record<string, unknown>;
  return { ...least, ...given };
}

function leastOf(schema: Schema, base: string, depth: number): unknown {
  if (depth > 12) throw new Error('a schema does not end');
  if (schema.nullable === true) return null;
  if (typeof schema.$ref === 'string') return leastOf(lookUp(schema.$ref), base, depth + 1);
  const choice = (schema.oneOf ?? schema.anyOf) as Schema[] | undefined;
  if (choice) return leastOf(choice[0]!, base, depth + 1);
  if (Array.isArray(schema.allOf)) {
    return Object.assign({}, ...(schema.allOf as Schema[]).map((part) => leastOf(part, base, depth + 1)));
  }
  if (Array.isArray(schema.enum)) return schema.enum[0];
  switch (schema.type) {
    case 'string':
      return leastText(schema.format as string | undefined, base);
    case 'integer':
    case 'number':
      return (schema.minimum as number | undefined) ?? 0;
    case 'boolean':
      return false;
    case 'array':
      return [];
    default:
      return leastObject(schema, base, depth);
  }
}

function leastObject(schema: Schema, base: string, depth: number): Record<string, unknown> {
  const properties = (schema.properties ?? {}) as Record<string, Schema>;
  const required = (schema.required ?? []) as string[];
  return Object.fromEntries(required.map((name) => [name, leastOf(properties[name] ?? {}, base, depth + 1)]));
}

function leastText(format: string | undefined, base: string): string {
  if (format === 'uri') return base;
  if (format === 'date-time') return '2026-01-01T00:00:00Z';
  return 'x';
}
