import { createHash } from 'node:crypto';
import { UserError } from '@qitops/model';

/** The cell of a job outside a matrix. */
export const NO_CELL = '0';

/**
 * Which cell of a matrix a job is: the first 8 hex of the sha256 of the matrix context as canonical JSON (keys
 * sorted, no spaces), `0` outside a matrix.
 * @param context what `toJSON(matrix)` gives; empty counts as outside.
 * @throws UserError when it is not JSON.
 */
export function cellOf(context: string): string {
  const text = context.trim();
  if (text === '') return NO_CELL;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UserError({
      where: 'input context',
      what: 'is not JSON',
      remedy: 'leave it out: its default is the matrix context',
    });
  }
  if (value === null || (typeof value === 'object' && Object.keys(value).length === 0)) return NO_CELL;
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 8);
}

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const fields = Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`);
    return `{${fields.join(',')}}`;
  }
  return JSON.stringify(value);
}
