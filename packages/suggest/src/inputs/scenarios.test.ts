import { describe, expect, it } from 'vitest';
import { signaturesOf } from '../source/signatures.ts';
import { combinations } from './combinations.ts';
import { matching, nearMisses } from './regex-samples.ts';
import { type Scenario, scenariosFor } from './scenarios.ts';

async function inputs(text: string, name = 'f', grammar = 'typescript'): Promise<string[] | string> {
  const found = scenariosFor((await signaturesOf(grammar, text)).get(name)!);
  return typeof found === 'string' ? found : found.map((each) => each.args.join(', '));
}

describe('scenariosFor', () => {
  it('tries both sides of every number in the body', async () => {
    expect(await inputs('export function f(x: number) { return x > 50_000 }')).toEqual(
      expect.arrayContaining(['49_999', '50_000', '50_001', '0', '-1']),
    );
  });
  it('tries strings that the body compares with, and those that its expressions match and miss', async () => {
    expect(await inputs("export const f = (c: string) => c === 'NL'")).toContain("'NL'");
    const dates = (await inputs('export const f = (d: string) => /^\\d{4}-\\d\\d$/.test(d)')) as string[];
    expect(dates.some((text) => /^'\d{4}-\d\d'$/.test(text))).toBe(true);
    expect(dates.some((text) => /^'\d{4}-\d'$/.test(text))).toBe(true);
  });
  it('takes the values of a literal union, an enum and a boolean', async () => {
    expect(
      await inputs("type Size = 's' | 'l'; export function f(a: Size, b: boolean) { return a }"),
    ).toHaveLength(4);
    expect(await inputs('export enum E { A, B = 4 } export function f(e: E) { return e }')).toEqual([
      'E.A',
      'E.B',
    ]);
  });
  it('builds objects from an interface of the module', async () => {
    const text =
      'interface Line { sku: string; n: number } export function f(line: Line) { return line.n > 3 }';
    expect(await inputs(text)).toContain("{ sku: 'a', n: 4 }");
  });
  it('leaves out options and parameters that need not be given', async () => {
    const made = (await inputs('export function f(a: boolean, o?: { deep?: boolean }) {}')) as string[];
    expect(made).toEqual(expect.arrayContaining(['true', 'true, {}', 'false, { deep: true }']));
  });
  it('gives functions to parameters that are called', async () => {
    const text = 'export function f<T>(list: T[], keep: (x: T) => boolean) { return list.filter(keep) }';
    expect(await inputs(text)).toEqual(expect.arrayContaining(['[1, 2, 3], (x) => x > 1']));
  });
  it('says why it can make none', async () => {
    expect(await inputs('export function f(db: Database) {}')).toBe('a parameter of type Database');
  });
  it('stays within 400 inputs however many parameters there are', async () => {
    const text = 'export function f(a: number, b: number, c: number, d: number) { return a > 7 && b > 9 }';
    expect(await inputs(text)).toHaveLength(400);
  });
  it('knows every overload', async () => {
    const text =
      'export function f(a: string): string; export function f(a: boolean): boolean; export function f(a: any) { return a }';
    expect(await inputs(text)).toEqual(expect.arrayContaining(["'a'", 'true']));
  });
  it('constructs a class and calls its public methods', async () => {
    const text =
      'export class C { #n = 0; constructor(private step: number) {} add(k: number) { this.#n += k } get n() { return this.#n } private hidden() {} }';
    const found = scenariosFor((await signaturesOf('typescript', text)).get('C')!) as Scenario[];
    const steps = found.map((each) => each.steps.join(' '));
    expect(steps).toEqual(expect.arrayContaining(['.n', '.add(1) .n', '.add(1) .add(2) .n']));
    expect(steps.some((text) => text.includes('hidden'))).toBe(false);
  });
  it('finds what CommonJS gives away', async () => {
    const found = await signaturesOf(
      'javascript',
      'function a(x) {}\nfunction b() {}\nmodule.exports = { a, other: b };',
    );
    expect(found.get('a')?.exportedAs).toBe('a');
    expect(found.get('b')?.exportedAs).toBe('other');
  });
});

describe('combinations', () => {
  it('begins with the simplest', () => {
    const values = [
      ['1', '2'],
      ['a', 'b'],
    ];
    expect(combinations(values, 3)).toEqual([
      ['1', 'a'],
      ['2', 'a'],
      ['1', 'b'],
    ]);
  });
});

describe('matching', () => {
  it.each(['^[a-z]+(-[a-z]+)*$', '\\d{3,5}', '^(?:foo|bar)?$', '[^,]+,(x|y)\\1'])(
    'finds strings for /%s/',
    (source) => {
      const found = matching(source, '');
      expect(found.length).toBeGreaterThan(0);
      for (const text of found) expect(text).toMatch(new RegExp(source));
    },
  );
  it('finds strings that just miss', () => {
    for (const text of nearMisses('^a{3}$', '', ['aaa'])) expect(text).not.toMatch(/^a{3}$/);
    expect(nearMisses('^a{3}$', '', ['aaa'])).toContain('aa');
  });
});
