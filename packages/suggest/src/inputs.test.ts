import { describe, expect, it } from 'vitest';
import { combinations, inputsFor } from './inputs.ts';
import { signaturesOf } from './parameters.ts';

async function inputs(text: string, name = 'f') {
  return inputsFor((await signaturesOf('typescript', text)).get(name)!);
}

describe('inputsFor', () => {
  it('tries both sides of every number in the body', async () => {
    const found = (await inputs('export function f(x: number) { return x > 50_000 }')) as number[][];
    expect(found.map(([x]) => x)).toEqual(expect.arrayContaining([49_999, 50_000, 50_001, 0, -1]));
  });
  it('tries the strings that the body compares with', async () => {
    const found = (await inputs("export const f = (c: string) => c === 'NL'")) as string[][];
    expect(found[0]).toEqual(['NL']);
  });
  it('takes the values of a literal union, and of a boolean', async () => {
    const found = await inputs("type Size = 's' | 'l'; export function f(a: Size, b: boolean) { return a }");
    expect(found).toHaveLength(4);
  });
  it('builds objects from an interface of the module', async () => {
    const found = (await inputs(
      'interface Line { sku: string; n: number } export function f(line: Line) { return line.n > 3 }',
    )) as object[][];
    expect(found).toContainEqual([{ sku: expect.any(String), n: 4 }]);
  });
  it('leaves out optional parameters that it cannot make', async () => {
    expect(await inputs('export function f(a: boolean, log?: (x: string) => void) {}')).toEqual([
      [false],
      [true],
    ]);
  });
  it('says why it can make none', async () => {
    expect(await inputs('export function f(db: Database) {}')).toBe('a parameter of type Database');
    expect(await inputs('export function f(cb: () => void) {}')).toContain('() => void');
  });
  it('stays within 400 inputs however many parameters there are', async () => {
    expect(
      (
        (await inputs(
          'export function f(a: number, b: number, c: number, d: number) { return a > 7 && b > 9 }',
        )) as unknown[]
      ).length,
    ).toBe(400);
  });
});

describe('combinations', () => {
  it('begins with the simplest', () => {
    expect(
      combinations(
        [
          [1, 2],
          ['a', 'b'],
        ],
        3,
      ),
    ).toEqual([
      [1, 'a'],
      [1, 'b'],
      [2, 'a'],
    ]);
  });
});
