import { matrixCell, UserError } from '@qitops/model';

/** The matrix that a job is in, and which cell of it. */
export interface MatrixPlace {
  /** `0` outside a matrix. */
  cell: string;
  /** The matrix context; null outside a matrix. */
  matrix: Record<string, unknown> | null;
}

/**
 * Where a job stands in its matrix.
 * @param context what `toJSON(matrix)` gives; empty counts as outside.
 * @throws UserError when it is no JSON object.
 */
export function matrixPlace(context: string): MatrixPlace {
  const value = parsed(context.trim() === '' ? 'null' : context);
  if (value !== null && (typeof value !== 'object' || Array.isArray(value))) throw wrong('is not an object');
  const matrix = value as Record<string, unknown> | null;
  return matrix === null || Object.keys(matrix).length === 0
    ? { cell: matrixCell(null), matrix: null }
    : { cell: matrixCell(matrix), matrix };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw wrong('is not JSON');
  }
}

function wrong(what: string): UserError {
  return new UserError({
    where: 'input context',
    what,
    remedy: 'leave it out: its default is the matrix context',
  });
}
