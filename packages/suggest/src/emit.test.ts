import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emitTest, literal, quoted, titleFor } from './emit.ts';
import type { Value } from './inputs.ts';
import type { TestStyle } from './style.ts';

const style: TestStyle = {
  pathFor: () => '',
  release: () => true,
  specifier: '../src/a.ts',
  caller: 'it',
  imported: true,
};
const body = (outcome: Parameters<typeof titleFor>[2], args: Value[] = [1]) =>
  emitTest('f', [{ title: 't', args, outcome }], style)
    .split('\n')[5]!
    .trim();

describe('emitTest', () => {
  it('writes a test in the style of the project', () => {
    expect(
      emitTest('f', [{ title: 'gives 2 for x 1', args: [1], outcome: { value: 2 } }], {
        ...style,
        caller: 'test',
      }),
    ).toBe(
      [
        "import { describe, expect, test } from 'vitest';",
        "import { f } from '../src/a.ts';",
        '',
        "describe('f', () => {",
        "  test('gives 2 for x 1', () => {",
        '    expect(f(1)).toBe(2);',
        '  });',
        '});',
        '',
      ].join('\n'),
    );
  });
  it('compares objects by value, fractions closely, and errors by their class or message', () => {
    expect(body({ value: { a: [1] } })).toBe('expect(f(1)).toEqual({ a: [1] });');
    expect(body({ value: 0.1 })).toBe('expect(f(1)).toBeCloseTo(0.1, 10);');
    expect(body({ error: 'RangeError', message: 'no' })).toBe('expect(() => f(1)).toThrow(RangeError);');
    expect(body({ error: 'ShopError', message: "it's shut" })).toBe(
      "expect(() => f(1)).toThrow('it\\'s shut');",
    );
    expect(body({ value: { $: 'NaN' } })).toBe('expect(f(1)).toBe(NaN);');
  });
});

describe('literal', () => {
  it('is source that gives the value back, whatever is in it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const made = new Function(`return ${literal(value as Value)}`)();
        expect(JSON.stringify(made)).toBe(JSON.stringify(value));
      }),
    );
  });
  it('writes a key that would otherwise set the prototype', () => {
    const value = JSON.parse('{ "__proto__": { "a": 1 }, "b-c": 2 }') as Value;
    expect(literal(value)).toBe("{ ['__proto__']: { a: 1 }, 'b-c': 2 }");
  });
  it('groups the digits of large numbers', () => {
    expect(literal(50_000)).toBe('50_000');
    expect(literal(-1_234_567)).toBe('-1_234_567');
  });
});

describe('quoted', () => {
  it('cannot be ended by its text', () => {
    expect(new Function(`return ${quoted("a'; alert(1); '\\ \u2028 \n`")}`)()).toBe(
      "a'; alert(1); '\\ \u2028 \n`",
    );
  });
});

describe('titleFor', () => {
  it('says what goes in and what comes out', () => {
    const parameters = ['subtotal', 'country'].map((name) => ({
      name,
      shape: { kind: 'unknown' as const },
      optional: false,
    }));
    expect(titleFor(parameters, [50_000, 'NL'], { value: 0 })).toBe(
      'gives 0 for subtotal 50_000 and country "NL"',
    );
  });
});
