import type { FunctionMaterial, ModuleMaterial } from '@qitops/model';
import { describe, expect, it } from 'vitest';
import { type CallPlan, planCalls, type Room } from './plan.ts';

const ROOM: Room = {
  estimateTokens: (text) => Math.ceil(text.length / 3),
  inputTokens: 14_400,
  outputTokens: 4_000,
  tokens: 120_000,
  calls: 40,
};

const fn = (name: string, characters: number): FunctionMaterial => ({
  name,
  head: 'x'.repeat(characters),
  signature: `function ${name}()`,
  base: null,
  uncovered: ['L1'],
  mutants: ['< → <= at L1'],
  open: ['1'],
  room: 5,
});
const module = (path: string, functions: FunctionMaterial[]): ModuleMaterial => ({
  path,
  given: ['a'],
  assertions: 'expect(actual).toBe',
  surroundings: '',
  nearestTest: '',
  functions,
});

const asked = ({ calls }: CallPlan) => calls.flatMap(({ functions }) => functions.map(({ name }) => name));
const spent = ({ calls }: CallPlan) => calls.length * ROOM.outputTokens;

describe('planCalls', () => {
  it('asks about functions of one file together, four at most', () => {
    const own = ['a', 'b', 'c', 'd', 'e'].map((name) => fn(name, 300));
    const plan = planCalls([module('src/a.ts', own), module('src/b.ts', [fn('f', 300)])], '', ROOM);
    expect(plan.calls.map(({ functions }) => functions.map(({ name }) => name).join(''))).toEqual([
      'abcd',
      'e',
      'f',
    ]);
  });
  it('tells less of a function that is too long for a call', () => {
    const plan = planCalls([module('src/a.ts', [fn('long', 90_000), fn('short', 300)])], '', ROOM);
    expect(plan.calls.map(({ detail }) => detail)).toEqual(['signature', 'full']);
  });
  it('asks about or lists every function of a change of 240,000 tokens, within the caps', () => {
    // 300 functions of 800 tokens each
    const modules = Array.from({ length: 60 }, (_, at) =>
      module(
        `src/${at}.ts`,
        Array.from({ length: 5 }, (_, n) => fn(`f${at}_${n}`, 2_400)),
      ),
    );
    const all = modules.flatMap(({ functions }) => functions.map(({ name }) => name));
    const plan = planCalls(modules, 'A change.', ROOM);
    const listed = plan.without.map((each) => each.function);
    expect([...asked(plan), ...listed].sort()).toEqual([...all].sort());
    expect(asked(plan).length).toBeGreaterThan(0);
    expect(listed.length).toBeGreaterThan(0);
    expect(spent(plan)).toBeLessThanOrEqual(ROOM.tokens);
    expect(plan.calls.length).toBeLessThanOrEqual(ROOM.calls);
    for (const { reason } of plan.without) expect(reason).toMatch(/caps of one run/);
  });
  it('leaves out those first that have least that no test notices', () => {
    const small = { ...ROOM, calls: 1 };
    const rich = { ...fn('rich', 300), open: ['1', '2', '3'] };
    const plan = planCalls([module('src/a.ts', [fn('poor', 300)]), module('src/b.ts', [rich])], '', small);
    expect(asked(plan)).toEqual(['rich']);
    expect(plan.without.map((each) => each.function)).toEqual(['poor']);
  });
  it('lists a function that not even its first line fits of', () => {
    const endless = { ...fn('endless', 100_000), signature: 'x'.repeat(90_000) };
    const plan = planCalls([module('src/a.ts', [endless])], '', ROOM);
    expect(plan).toEqual({
      calls: [],
      without: [{ path: 'src/a.ts', function: 'endless', reason: 'it is too long to be told of' }],
    });
  });
});
