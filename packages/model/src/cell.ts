import { createHash } from 'node:crypto';

/** The cell of a job outside a matrix. */
export const NO_CELL = '0';

/**
 * Which cell of a matrix a job is: the first 8 hex of the sha256 of the matrix context as canonical JSON (keys
 * sorted, no spaces); `0` for none or an empty one.
 */
export function matrixCell(matrix: unknown): string {
  if (matrix === null || (typeof matrix === 'object' && Object.keys(matrix).length === 0)) return NO_CELL;
  return createHash('sha256').update(canonicalJson(matrix)).digest('hex').slice(0, 8);
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
