import { describe, expect, it } from 'vitest';
import { matrixPlace } from './cell.ts';

const cellOf = (context: string) => matrixPlace(context).cell;

describe('the cell of a matrix', () => {
  it.each(['', 'null', '{}', ' null '])('is 0 outside a matrix (%j)', (context) => {
    expect(cellOf(context)).toBe('0');
  });

  it('is 8 hex digits that do not depend on the order of the keys', () => {
    const cell = cellOf('{"os":"linux","node":{"b":[1,2],"a":null}}');
    expect(cell).toMatch(/^[0-9a-f]{8}$/);
    expect(cellOf('{ "node": { "a": null, "b": [1, 2] }, "os": "linux" }')).toBe(cell);
  });

  it('differs between cells', () => {
    expect(cellOf('{"node":22}')).not.toBe(cellOf('{"node":24}'));
    expect(cellOf('{"a":[1,2]}')).not.toBe(cellOf('{"a":[2,1]}'));
  });

  it('refuses what is not JSON', () => {
    expect(() => cellOf('node 24')).toThrow(/input context: is not JSON/);
  });
});
