import type { ChangedFunction } from '@qitops/model';
import { type Checkout, functionsOf } from '@qitops/repository';
import type { Mutant } from '../mutants/mutate.ts';
import type { Open } from '../places.ts';
import type { FunctionSignature } from '../source/shape.ts';
import type { AssertionKind } from './permissions.ts';
import type { Material } from './prompt.ts';

export interface MaterialRequest {
  checkout: Checkout;
  base: string;
  fn: ChangedFunction;
  /** The module at the head. */
  text: string;
  signatures: ReadonlyMap<string, FunctionSignature>;
  given: readonly string[];
  changedLines: ReadonlySet<number>;
  nearestTest: string;
  prText: string;
  open: Open;
  mutants: readonly Mutant[];
  assertions: AssertionKind;
}

/** Most characters of a part that only helps, and most mutants that are listed. */
const MOST_TYPES = 3_000;
const MOST_TEST = 4_000;
/** 500 tokens. */
const MOST_PR_TEXT = 1_500;
const MOST_MUTANTS = 40;

const WORDS: Readonly<Record<AssertionKind, string>> = {
  expect: 'expect(actual).toBe, toStrictEqual, toThrow and their like',
  assert: 'assert.strictEqual(actual, expected), assert.deepStrictEqual, assert.throws, assert.rejects',
  chai: 'expect(actual).to.equal, to.deep.equal, to.throw',
};

/** Gathers what there is to tell about a function. */
export async function materialFor(request: MaterialRequest): Promise<Material> {
  const { checkout, base, fn, text, given, nearestTest, prText, open, mutants, assertions } = request;
  const lines = text.split('\n');
  const own = lines.slice(fn.line - 1, fn.endLine);
  const first = firstOfComment(lines, fn.line);
  const before = fn.complexityBefore === null ? null : await checkout.fileAt(base, fn.path);
  const was = before === null ? [] : await functionsOf(fn.path, before);
  return {
    path: fn.path,
    name: fn.name,
    given,
    head: lines
      .slice(first - 1, fn.endLine)
      .map((line, i) => `${request.changedLines.has(first + i) ? '+' : ' '}${first + i} ${line}`)
      .join('\n'),
    signature: own[0] ?? '',
    base: was.find(({ name }) => name === fn.name)?.text ?? null,
    surroundings: surroundings(request, lines),
    nearestTest: nearestTest.slice(0, MOST_TEST),
    prText: prText.slice(0, MOST_PR_TEXT),
    uncovered: [
      ...[...open.missed].map((n) => `L${n}`),
      ...[...open.partial].map((n) => `a branch of L${n}`),
    ],
    mutants: mutants.slice(0, MOST_MUTANTS).map(({ words, line }) => `${words} at L${line}`),
    assertions: WORDS[assertions],
  };
}

/** Line on which the comment above a function begins; its own where there is none. It may be the specification. */
function firstOfComment(lines: readonly string[], line: number): number {
  let first = line;
  while (first > 1 && /^\s*(?:\/\/|\/\*|\*)|\*\/\s*$/.test(lines[first - 2]!)) first -= 1;
  return first;
}

/** Declared types of the module, and the first lines of what the function calls. */
function surroundings({ fn, text, signatures }: MaterialRequest, lines: readonly string[]): string {
  const types = text.match(/^(?:export )?(?:interface|type|enum) [\s\S]*?^(?:\}|.*;)$/gm) ?? [];
  const called = [...signatures.values()]
    .filter((each) => signatures.get(fn.name.split('.')[0]!)?.calls.has(each.name))
    .map((each) => (lines[each.line - 1] ?? '').trim());
  return [...called, ...types].join('\n').slice(0, MOST_TYPES);
}
