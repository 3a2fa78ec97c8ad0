import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseInputs, LineIndex, ranIn, targetsOf } from '../cover.ts';
import { explore } from './explore.ts';

function module(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'qitops-module-')), 'subject.ts');
  writeFileSync(file, text);
  return file;
}
const call = (
  text: string,
  inputs: (number | string | null)[][],
  env: Record<string, string | undefined> = process.env,
) => {
  const file = module(text);
  return explore({ file, text: null, name: 'f', inputs, cwd: tmpdir(), env });
};

describe('explore', () => {
  it('reports results and thrown errors', async () => {
    const { observations } = await call(
      'export function f(x: number) { if (x < 0) throw new RangeError("no"); return x * 2 }',
      [[1], [-1]],
    );
    expect(observations.map((each) => each.outcome)).toEqual([
      { value: 2 },
      { error: 'RangeError', message: 'no' },
    ]);
  });
  it('drops results that change from call to call', async () => {
    expect((await call('export const f = () => Math.random()', [[]])).observations).toEqual([]);
  });
  it('drops results that a test cannot write down', async () => {
    expect((await call('export const f = () => new Map()', [[]])).observations).toEqual([]);
  });
  it('keeps the special numbers', async () => {
    const { observations } = await call('export const f = (x: number) => (x ? 0 / 0 : undefined)', [
      [1],
      [0],
    ]);
    expect(observations.map((each) => each.outcome)).toEqual([
      { value: { $: 'NaN' } },
      { value: { $: 'undefined' } },
    ]);
  });
  it('loads enums and imports without an extension', async () => {
    const file = module("import { two } from './two'; enum E { A = 1 } export const f = () => E.A + two;");
    writeFileSync(join(file, '../two.ts'), 'export const two: number = 2;');
    const { observations } = await explore({
      file,
      text: null,
      name: 'f',
      inputs: [[]],
      cwd: tmpdir(),
      env: process.env,
    });
    expect(observations[0]?.outcome).toEqual({ value: 3 });
  });
  it('ends a function that never returns', async () => {
    expect((await call('export function f() { for (;;) {} }', [[]])).problem).toMatch(/took longer than/);
  }, 30_000);
  it('shows the function no secret of its environment', async () => {
    const { observations } = await call('export const f = () => process.env.SECRET_TOKEN ?? "none"', [[]], {
      ...process.env,
      SECRET_TOKEN: 'x',
    });
    expect(observations[0]?.outcome).toEqual({ value: 'none' });
  });
  it('can run another text of the same module', async () => {
    const file = module('export const f = () => "head"');
    const { observations } = await explore({
      file,
      text: 'export const f = () => "base"',
      name: 'f',
      inputs: [[]],
      cwd: tmpdir(),
      env: process.env,
    });
    expect(observations[0]?.outcome).toEqual({ value: 'base' });
  });
  it('says why a module cannot be loaded', async () => {
    expect((await call("import 'no-such-package'; export const f = () => 1", [[]])).problem).toMatch(
      /could not be loaded.*no-such-package/,
    );
  });
});

describe('chooseInputs', () => {
  it('finds the fewest inputs that run every block the tests missed', async () => {
    const text = [
      'export function f(x: number): string {',
      '  if (x > 10) {',
      '    return x > 100 ? "huge" : "big";',
      '  }',
      '  return "small";',
      '}',
    ].join('\n');
    const { observations } = await call(text, [[0], [1], [11], [12], [101]]);
    const targets = targetsOf(observations, new Set([2, 3]), new LineIndex(text), {
      startLine: 1,
      endLine: 6,
    });
    const chosen = chooseInputs(observations, targets, 5);
    expect(chosen.map((each) => each.observation.input)).toEqual([2, 4]);
    expect(targets.every((target) => chosen.some((each) => ranIn(each.observation.blocks, target)))).toBe(
      true,
    );
  });
});
