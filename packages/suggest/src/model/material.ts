import type { ChangedFunction, FunctionMaterial, ModuleMaterial } from '@qitops/model';
import { type Checkout, functionsOf } from '@qitops/repository';
import type { Mutant } from '../mutants/mutate.ts';
import type { Open } from '../places.ts';
import type { FunctionSignature } from '../source/shape.ts';
import type { AssertionKind } from './permissions.ts';

export interface FunctionMaterialRequest {
  checkout: Checkout;
  base: string;
  fn: ChangedFunction;
  /** The module at the head. */
  text: string;
  changedLines: ReadonlySet<number>;
  open: Open;
  mutants: readonly Mutant[];
  /** Tests that may still be suggested for it. */
  room: number;
}

export interface ModuleMaterialRequest {
  path: string;
  text: string;
  signatures: ReadonlyMap<string, FunctionSignature>;
  functions: readonly ChangedFunction[];
  given: readonly string[];
  nearestTest: string;
  assertions: AssertionKind;
}

/** Most characters of a part that only helps, and most mutants and places that are listed. */
const MOST_TYPES = 3_000;
const MOST_TEST = 4_000;
const MOST_MUTANTS = 40;
const MOST_PLACES = 200;
const MOST_CHARACTERS = 400_000;

const WORDS: Readonly<Record<AssertionKind, string>> = {
  expect: 'expect(actual).toBe, toStrictEqual, toThrow and their like',
  assert: 'assert.strictEqual(actual, expected), assert.deepStrictEqual, assert.throws, assert.rejects',
  chai: 'expect(actual).to.equal, to.deep.equal, to.throw',
};

/** Gathers what there is to tell about a function, its lines counted from the first one that is told. */
export async function functionMaterial(request: FunctionMaterialRequest): Promise<FunctionMaterial> {
  const { checkout, base, fn, text, open, mutants, room, changedLines } = request;
  const lines = text.split('\n');
  const first = firstOfComment(lines, fn.line);
  const before = fn.complexityBefore === null ? null : await checkout.fileAt(base, fn.path);
  const was = before === null ? [] : await functionsOf(fn.path, before);
  const at = (line: number): string => `L${line - first + 1}`;
  return {
    name: fn.name,
    head: lines
      .slice(first - 1, fn.endLine)
      .map((line, i) => `${changedLines.has(first + i) ? '+' : ' '}${i + 1} ${line}`)
      .join('\n')
      .slice(0, MOST_CHARACTERS),
    signature: (lines[fn.line - 1] ?? '').slice(0, 2_000),
    base: was.find(({ name }) => name === fn.name)?.text.slice(0, MOST_CHARACTERS) ?? null,
    uncovered: [
      ...[...open.missed].map(at),
      ...[...open.partial].map((line) => `a branch of ${at(line)}`),
    ].slice(0, MOST_PLACES),
    mutants: mutants.slice(0, MOST_MUTANTS).map(({ words, line }) => `${words.slice(0, 300)} at ${at(line)}`),
    open: mutants.map(({ id }) => id),
    room,
  };
}

/** Gathers what there is to tell about a module, without its functions. */
export function moduleMaterial(request: ModuleMaterialRequest): Omit<ModuleMaterial, 'functions'> {
  const { path, given, nearestTest, assertions } = request;
  return {
    path,
    given: [...given],
    assertions: WORDS[assertions],
    surroundings: surroundings(request),
    nearestTest: nearestTest.slice(0, MOST_TEST),
  };
}

/** Line on which the comment above a function begins; its own where there is none. It may be the specification. */
function firstOfComment(lines: readonly string[], line: number): number {
  let first = line;
  while (first > 1 && /^\s*(?:\/\/|\/\*|\*)|\*\/\s*$/.test(lines[first - 2]!)) first -= 1;
  return first;
}

/** Declared types of the module, and the first lines of what its functions call. */
function surroundings({ functions, text, signatures }: ModuleMaterialRequest): string {
  const lines = text.split('\n');
  const types = text.match(/^(?:export )?(?:interface|type|enum) [\s\S]*?^(?:\}|.*;)$/gm) ?? [];
  const callers = functions.map(({ name }) => signatures.get(name.split('.')[0]!));
  const called = [...signatures.values()]
    .filter(({ name }) => callers.some((caller) => caller?.calls.has(name)))
    .map(({ line }) => (lines[line - 1] ?? '').trim());
  return [...called, ...types].join('\n').slice(0, MOST_TYPES);
}
