import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { choose } from '../choose.ts';
import { LineIndex } from '../line-index.ts';
import { mutate } from '../mutants/mutate.ts';
import { placesOf } from '../places.ts';
import { Explorers, explore } from './explore.ts';

function module(text: string, name = 'subject.ts'): string {
  const file = join(mkdtempSync(join(tmpdir(), 'qitops-module-')), name);
  writeFileSync(file, text);
  return file;
}
interface Options {
  steps?: string[];
  name?: string;
  kind?: 'function' | 'class';
  env?: Record<string, string | undefined>;
  file?: string;
  mutants?: boolean;
}
async function call(text: string, inputs: string[][], options: Options = {}) {
  const { steps = [], name = 'f', kind = 'function', env = process.env, file = module(text) } = options;
  const mutated = options.mutants
    ? (await mutate([{ path: 'a.ts', text, ranges: [{ line: 1, endLine: text.split('\n').length }] }])).get(
        'a.ts',
      )!
    : null;
  const scenarios = inputs.map((args) => ({ args, steps }));
  const mutants = mutated ? { text: mutated.text, ids: mutated.mutants.map(({ id }) => id) } : null;
  const found = await explore({ file, text: null, name, kind, scenarios, mutants, cwd: tmpdir(), env });
  return { ...found, mutants: mutated?.mutants ?? [] };
}
const outcomes = async (...given: Parameters<typeof call>) =>
  (await call(...given)).observations.map(({ seen }) => seen.outcomes[0]);
const value = (text: string, async = false) => ({ kind: 'value', text, async });

describe('explore', () => {
  it('reports results and thrown errors', async () => {
    const text = 'export function f(x: number) { if (x < 0) throw new RangeError("no"); return x * 2 }';
    expect(await outcomes(text, [['1'], ['-1']])).toEqual([
      value('2'),
      { kind: 'error', name: 'RangeError', message: 'no', async: false },
    ]);
  });
  it('waits for promises and says when they reject', async () => {
    const text = 'export async function f(x: number) { if (x < 0) throw new Error("no"); return [x] }';
    expect(await outcomes(text, [['1'], ['-1']])).toEqual([
      value('[1]', true),
      { kind: 'error', name: 'Error', message: 'no', async: true },
    ]);
  });
  it('drops results that change from call to call, or from place to place', async () => {
    expect(await outcomes('let n = 0; export const f = () => n++', [[]])).toEqual([]);
    expect(await outcomes('export const f = () => new Date(0).getHours()', [[]])).toEqual([]);
  });
  it('stops the clock and says what chance gives', async () => {
    const now = await call('export const f = () => [Date.now(), new Date().getUTCHours()]', [[]]);
    expect(now.observations.map(({ seen }) => [seen.outcomes[0], seen.uses])).toEqual([
      [value('[1718452800000, 12]'), ['clock']],
    ]);
    const { observations } = await call('export const f = () => (Math.random() < 0.5 ? "low" : "high")', [
      [],
    ]);
    expect(observations.map(({ scenario, seen }) => [scenario.chance, seen.outcomes[0]])).toEqual([
      [undefined, value("'high'")],
      [0, value("'low'")],
      [0.25, value("'low'")],
      [0.999, value("'high'")],
    ]);
  });
  it('lets time go by for timers, in promises and after the call', async () => {
    const later =
      'export const f = (ms: number) => new Promise((done) => setTimeout(() => done(Date.now()), ms))';
    expect(await outcomes(later, [['60_000']])).toEqual([value('1718452860000', true)]);
    const debounce =
      'export const f = (fn: () => void, ms: number) => { let id: any; return () => { clearTimeout(id); id = setTimeout(fn, ms) } }';
    const { observations } = await call(debounce, [['() => 1', '100']]);
    const calls = observations
      .filter(({ scenario }) => scenario.steps[0] === '()')
      .map(({ scenario, seen }) => [scenario.steps.join(' '), seen.called?.[0]?.text]);
    expect(calls).toEqual(
      expect.arrayContaining([
        ['()', '[]'],
        ['() @100', '[[]]'],
        ['() @99', '[]'],
        ['() @50 () @50 () @50 @100', '[[]]'],
      ]),
    );
  });
  it('keeps a function from the network, other programs, files and the environment', async () => {
    const text =
      "import { execSync } from 'node:child_process'; import { readFileSync } from 'node:fs'; export const f = (n: number) => [() => fetch('http://x'), () => execSync('ls'), () => readFileSync('/etc/hostname'), () => process.env.HOME][n]!()";
    const found = await call(text, [['0'], ['1'], ['2'], ['3']]);
    expect(found.problem).toBe('needs child processes and environment and files and network');
  });
  it('writes down what a test can: dates, maps, sets, special numbers', async () => {
    const text =
      'export const f = (n: number) => [new Date(0), new Map([["a", -0]]), new Set([NaN]), undefined, { a: { "b-c": 1n } }][n]';
    expect(await outcomes(text, [['0'], ['1'], ['2'], ['3'], ['4']])).toEqual(
      [
        "new Date('1970-01-01T00:00:00.000Z')",
        "new Map([['a', -0]])",
        'new Set([NaN])',
        'undefined',
        "{ a: { 'b-c': 1n } }",
      ].map((text) => value(text)),
    );
  });
  it('sees what becomes of arguments, and what callbacks are called with', async () => {
    const { observations } = await call(
      'export function f(list: number[], each: (x: number) => void) { list.sort(); list.forEach((x) => each(x)) }',
      [['[2, 1]', '(x) => x']],
    );
    expect(observations[0]?.seen.after).toEqual([{ index: 0, text: '[1, 2]', changed: true }]);
    expect(observations[0]?.seen.called).toEqual([{ index: 1, text: '[[1], [2]]' }]);
  });
  it('takes the first items of what yields', async () => {
    const text = 'export function* f(n: number) { for (let i = 0; i < n; i++) yield i }';
    expect(await outcomes(text, [['2'], ['99']])).toEqual([
      { kind: 'items', text: '[0, 1]', async: false, more: false },
      { kind: 'items', text: '[0, 1, 2, 3, 4]', async: false, more: true },
    ]);
  });
  it('calls functions that came back', async () => {
    const { observations } = await call('export const f = (x: number) => (y: number) => x + y', [['1']]);
    expect(observations.find((each) => each.scenario.steps.join() === '(1, 2)')?.seen.outcomes).toEqual([
      value('2'),
    ]);
  });
  it('makes objects and calls their methods', async () => {
    const text =
      'export class C { n; constructor(n: number) { this.n = n } add(k: number) { return (this.n += k) } }';
    const { observations } = await call(text, [['1']], {
      name: 'C',
      kind: 'class',
      steps: ['.add(2)', '.n'],
    });
    expect(observations[0]?.seen.outcomes).toEqual([value('3'), value('3')]);
  });
  it('loads enums, CommonJS and imports without an extension', async () => {
    const file = module(
      "import { two } from './two'; export enum E { A = 1 } export const f = (e: E) => e + two;",
    );
    writeFileSync(join(file, '../two.ts'), 'export const two: number = 2;');
    expect(await outcomes('', [['E.A']], { file })).toEqual([value('3')]);
    const cjs = module('function f(x) { return x + 1 }\nmodule.exports = { f };', 'subject.cjs');
    expect(await outcomes('', [['1']], { file: cjs })).toEqual([value('2')]);
  });
  it('ends a function that never returns', async () => {
    expect((await call('export function f() { for (;;) {} }', [[]])).problem).toBe('does not end by itself');
  });
  it('goes on with the next function when one hangs where nobody can stop it, or ends its process', async () => {
    await using explorers = new Explorers(tmpdir(), process.env, 1);
    const of = (text: string) =>
      explorers.explore({
        file: module(text),
        text: null,
        name: 'f',
        kind: 'function',
        scenarios: [{ args: [], steps: [] }],
        mutants: null,
      });
    const loops = of('export async function f() { await null; for (;;) {} }');
    const eats = of(
      'export async function f() { await null; const all = []; for (;;) all.push(new Array(1e6).fill(0.5)) }',
    );
    const leaves = of('process.abort(); export const f = () => 1');
    const works = of('export const f = () => 1');
    expect((await loops).problem).toBe('does not end by itself');
    expect((await eats).problem).toMatch(/^(brought its process down|does not end by itself)/);
    expect((await leaves).problem).toMatch(/^brought its process down/);
    expect((await works).problem).toBeNull();
  }, 30_000);
  it('asks fast-check whether a property holds, and which mutants break it', async () => {
    const text =
      'export const f = (text: string) => text.trim().toLowerCase(); export const g = (text: string) => text + "!";';
    const property = { kind: 'idempotent', arbitraries: ['fc.string()'] } as const;
    const file = module(text);
    const mutated = (await mutate([{ path: 'a.ts', text, ranges: [{ line: 1, endLine: 1 }] }])).get('a.ts')!;
    await using explorers = new Explorers(join(import.meta.dirname, '../..'), process.env, 1);
    const of = (name: string) =>
      explorers.explore({
        file,
        text: null,
        name,
        kind: 'function',
        scenarios: [{ args: [], steps: [], property }],
        mutants: { text: mutated.text, ids: mutated.mutants.map(({ id }) => id) },
      });
    expect((await of('f')).observations.map(({ seen }) => seen.outcomes[0])).toEqual([value('true')]);
    expect((await of('g')).observations.map(({ seen }) => seen.outcomes[0])).toEqual([value('false')]);
    expect(choose((await of('g')).observations, new Set(mutated.mutants.map(({ id }) => id)), [])).toEqual(
      [],
    );
  });
  it('says why a module cannot be loaded', async () => {
    expect((await call("import 'no-such-package'; export const f = () => 1", [[]])).problem).toMatch(
      /could not be loaded.*no-such-package/,
    );
  });
});

describe('mutants', () => {
  it('are told apart by inputs on both sides of a boundary, and endless ones are ended', async () => {
    const text = [
      'export function f(n: number) {',
      '  let sum = 0;',
      '  for (let i = 0; i < n; i++) sum += i;',
      '  return sum;',
      '}',
    ].join('\n');
    const found = await call(text, [['0'], ['1'], ['2'], ['5']], { mutants: true });
    const killed = new Set(found.observations.flatMap((each) => each.kills.result));
    expect(found.mutants.filter(({ id }) => !killed.has(id)).map(({ words }) => words)).toEqual([]);
    expect(found.tried.size).toBe(found.mutants.length);
  });
  it('are killed by a small set of inputs, each with a kill of its own', async () => {
    const text = 'export const f = (x: number) => (x > 10 ? (x > 100 ? "huge" : "big") : "small");';
    const { observations, mutants } = await call(
      text,
      ['1', '9', '10', '11', '12', '100', '101', '102'].map((x) => [x]),
      {
        mutants: true,
      },
    );
    const picks = choose(observations, new Set(mutants.map(({ id }) => id)), []);
    expect(picks.map((pick) => pick.observation.scenario.args[0]).sort()).toEqual(['10', '100', '101']);
    for (const pick of picks) {
      const others = new Set(picks.filter((each) => each !== pick).flatMap((each) => [...each.kills]));
      expect([...pick.kills].some((id) => !others.has(id))).toBe(true);
    }
  });
  it('are found in the places that no test ran', async () => {
    const text = [
      'export function f(x: number) {',
      '  if (x > 10) {',
      '    return "big";',
      '  }',
      '  return "small";',
      '}',
    ].join('\n');
    const { observations } = await call(text, [['1'], ['11']]);
    const open = { missed: new Set([3]), partial: new Set([2]) };
    const places = placesOf(observations, open, new LineIndex(text), { line: 1, endLine: 6 });
    expect(choose(observations, new Set(), places).map((pick) => pick.observation.scenario.args)).toEqual([
      ['11'],
    ]);
  });
});
