import { describe, expect, it } from 'vitest';
import type { Pick } from '../choose.ts';
import type { Outcome, Seen } from '../explore/protocol.ts';
import { quoted } from '../literal.ts';
import { type Learned, styleOf } from '../style.ts';
import { conditionInWords } from './condition-words.ts';
import { emitTest, recording, type Subject } from './emit.ts';
import { titleFor } from './title.ts';

const learned: Learned = {
  end: '.test.ts',
  folder: 'tests',
  specifier: '../src/a.ts',
  module: 'src/a.ts',
  ending: 'own',
  text: null,
  runner: 'vitest',
  esm: true,
  pathFor: () => '',
  installed: () => false,
};
const vitest = styleOf(learned);
const subject: Subject = {
  local: 'f',
  exportedAs: 'f',
  kind: 'function',
  parameters: [{ name: 'subtotal' }, { name: 'country' }],
};

function pick(args: string[], outcome: Outcome, more: Partial<Seen> = {}, steps: string[] = []): Pick {
  const seen: Seen = { outcomes: [outcome], after: [], called: null, identity: null, uses: [], ...more };
  const kills = { result: [], after: [], called: [], identity: [] };
  const views = (['after', 'called', 'identity'] as const).filter((view) =>
    view === 'after' ? seen.after.length > 0 : seen[view] !== null,
  );
  return {
    observation: { scenario: { args, steps }, seen, blocks: [], way: '', kills },
    views: ['result', ...views],
    kills: new Set(),
    places: new Set(),
  };
}
const value = (text: string, async = false): Outcome => ({ kind: 'value', text, async });
const lines = (one: Pick, style = vitest) =>
  emitTest(subject, 't', [one], style)
    .split('\n')
    .filter((line) => line.startsWith('    '))
    .map((line) => line.trim());

describe('emitTest', () => {
  it('writes a test in the style of the project', () => {
    const text = 'import { test } from "vitest"\ntest("x", () => {})\n';
    const style = styleOf({ ...learned, specifier: './a', text });
    expect(emitTest(subject, 'gives 2 for "x"', [pick(["'x'"], value('2'))], style)).toBe(
      [
        'import { describe, expect, test } from "vitest"',
        'import { f } from "./a"',
        '',
        'describe("f", () => {',
        '  test("gives 2 for \\"x\\"", () => {',
        '    expect(f("x")).toBe(2)',
        '  })',
        '})',
        '',
      ].join('\n'),
    );
  });
  it('compares objects by value, fractions closely, and errors by what they say', () => {
    expect(lines(pick(['1'], value('{ a: [1] }')))).toEqual(['expect(f(1)).toStrictEqual({ a: [1] });']);
    expect(lines(pick(['1'], value('0.30000000000000004')))).toEqual([
      'expect(f(1)).toBeCloseTo(0.30000000000000004, 10);',
    ]);
    expect(lines(pick(['1'], { kind: 'error', name: 'RangeError', message: 'no', async: false }))).toEqual([
      "expect(() => f(1)).toThrow(new RangeError('no'));",
    ]);
    expect(lines(pick(['1'], { kind: 'error', name: 'TypeError', message: '', async: false }))).toEqual([
      'expect(() => f(1)).toThrow(TypeError);',
    ]);
  });
  it('waits for what is asynchronous', () => {
    expect(lines(pick(['1'], value('2', true)))).toEqual(['expect(await f(1)).toBe(2);']);
    expect(lines(pick(['1'], { kind: 'error', name: 'Error', message: 'no', async: true }))).toEqual([
      "await expect(f(1)).rejects.toThrow(new Error('no'));",
    ]);
  });
  it('asserts the arguments afterwards', () => {
    const after = [{ index: 0, text: '[1, 2]', changed: true }];
    expect(lines(pick(['[2, 1]'], { kind: 'argument', index: 0, async: false }, { after }))).toEqual([
      'const subtotal = [2, 1];',
      'expect(f(subtotal)).toBe(subtotal);',
      'expect(subtotal).toStrictEqual([1, 2]);',
    ]);
  });
  it('asserts what a callback was called with', () => {
    const called = [{ index: 1, text: "[['a', 0]]" }];
    expect(lines(pick(["['a']", '(x) => x'], value('undefined'), { called }))).toEqual([
      'const calls: unknown[][] = [];',
      "expect(f(['a'], (...given) => { calls.push(given); const [x] = given; return x; })).toBeUndefined();",
      "expect(calls).toStrictEqual([['a', 0]]);",
    ]);
  });
  it('writes node:test with node:assert, and CommonJS with require', () => {
    const style = styleOf({
      ...learned,
      end: '.test.js',
      specifier: '../a',
      runner: 'node:test',
      esm: false,
    });
    expect(emitTest(subject, 't', [pick(['1'], value('[1]'))], style)).toBe(
      [
        "const { describe, it } = require('node:test');",
        "const assert = require('node:assert/strict');",
        "const { f } = require('../a');",
        '',
        "describe('f', () => {",
        "  it('t', () => {",
        '    assert.deepStrictEqual(f(1), [1]);',
        '  });',
        '});',
        '',
      ].join('\n'),
    );
  });
  it('calls on what came back', () => {
    const both = { outcomes: [value('1'), value('2')] };
    expect(lines(pick(['0'], value('1'), both, ['.next()', '.count']))).toEqual([
      'const made = f(0);',
      'expect(made.next()).toBe(1);',
      'expect(made.count).toBe(2);',
    ]);
  });
});

describe('recording', () => {
  it('keeps what the callback does', () => {
    const calls: unknown[] = [];
    const made = new Function('calls', `return ${recording('(a, b) => a + b', 'calls')}`)(calls);
    expect(made(1, 2)).toBe(3);
    expect(calls).toEqual([[1, 2]]);
    const thrower = new Function('calls', `return ${recording("() => { throw new Error('no'); }", 'calls')}`);
    expect(thrower([])).toThrow('no');
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
  it('says what comes out, and the condition of the source on which it turns', () => {
    const title = (text: string, holds: boolean, outcome: Outcome) =>
      titleFor(subject, [pick(['1', "'NL'"], outcome)], [{ text, holds }]);
    expect(title('subtotal > 100', true, value('0'))).toBe('returns 0 when subtotal is above 100');
    expect(title('subtotal > 100', false, value('5'))).toBe('returns 5 when subtotal is at most 100');
    const error: Outcome = { kind: 'error', name: 'RangeError', message: '', async: false };
    expect(title('weight < 0', true, error)).toBe('throws RangeError when weight is negative');
    expect(title('!options.deep', true, value('[]'))).toBe(
      'returns an empty list when options.deep is not set',
    );
  });
  it('says the input where no condition is simple', () => {
    expect(titleFor(subject, [pick(['50_000', "'NL'"], value('0'))])).toBe(
      'returns 0 when subtotal is 50_000 and country is "NL"',
    );
    expect(titleFor(subject, [pick(['[]'], value('[]'))])).toBe('returns an empty list for an empty list');
    expect(titleFor(subject, [pick(["'a-b'"], value("'a-b'"))])).toBe('returns subtotal unchanged for "a-b"');
  });
  it('says together what has one result', () => {
    expect(titleFor(subject, [pick(['1'], value('true')), pick(['2'], value('true'))])).toBe(
      'is true for 1 and 2',
    );
  });
  it('says what is thrown', () => {
    const outcome: Outcome = { kind: 'error', name: 'RangeError', message: 'too low', async: false };
    expect(titleFor(subject, [pick(['-1'], outcome)])).toBe(
      'throws RangeError "too low" for a negative subtotal (-1)',
    );
  });
  it('stays within ninety characters', () => {
    const many = Array.from({ length: 9 }, (_, n) => pick([`'word number ${n}'`], value(`'result ${n}'`)));
    expect(titleFor(subject, many).length).toBeLessThanOrEqual(90);
  });
});

describe('conditionInWords', () => {
  it.each([
    ["country === 'NL'", true, 'country is "NL"'],
    ["typeof value !== 'string'", true, 'value is not a string'],
    ['list.length === 0', true, 'list is empty'],
    ['list.length > 0', false, 'list is empty'],
    ['user == null', true, 'user is missing'],
    ['Array.isArray(value)', false, 'value is not a list'],
    ['error instanceof RangeError', true, 'error is a RangeError'],
    ['count >= limit', false, 'count is below limit'],
    ['a && b', true, null],
  ])('%s being %s is %s', (text, holds, words) => {
    expect(conditionInWords({ text, holds })).toBe(words);
  });
});
