import { deserialize, serialize } from 'node:v8';
import type { FilterState } from './detector.ts';
import type { TestState } from './test-state.ts';
import type { Verdict } from './verdicts.ts';

/**
 * The filter's state as bytes that compress well: column by column, probabilities in single precision (7 digits; a
 * state is gone on from once in dozens of runs, so that the error does not add up). Beliefs that tests share stay shared.
 */
export function packState({ tests, suites, verdicts, pulls, onBranch }: FilterState): Uint8Array {
  const beliefs = [...new Set(tests.map(({ belief }) => belief))];
  const beliefAt = new Map(beliefs.map((belief, i) => [belief, i]));
  const trees = [...new Set(verdicts.all.map(({ tree }) => tree))];
  const treeAt = new Map(trees.map((tree, i) => [tree, i]));
  const verdictAt = new Map(verdicts.all.map((verdict, i) => [verdict, i]));
  const size = beliefs[0]?.length ?? 0;
  // the same state of all beliefs side by side: neighbours are alike
  const believed = new Float32Array(beliefs.length * size);
  beliefs.forEach((belief, i) => {
    for (let at = 0; at < size; at++) believed[at * beliefs.length + i] = belief[at]!;
  });
  return serialize({
    size,
    beliefs: believed,
    belief: Int32Array.from(tests, ({ belief }) => beliefAt.get(belief)!),
    counts: COUNTS.map((name) => Int32Array.from(tests, (test) => Number(test[name]))),
    soundPasses: Float32Array.from(tests, ({ soundPasses }) => soundPasses),
    rest: new Map(
      tests.flatMap(({ lastFailedSha, renamedFrom, inheritedFrom }, i) =>
        lastFailedSha === null && renamedFrom === null
          ? []
          : [[i, [lastFailedSha, renamedFrom, inheritedFrom]] as const],
      ),
    ),
    suites,
    pulls,
    onBranch: Int32Array.from(onBranch.flatMap((test) => [test, 0])),
    trees,
    verdicts: {
      tree: Int32Array.from(verdicts.all, ({ tree }) => treeAt.get(tree)!),
      whole: WHOLE.map((name) => Int32Array.from(verdicts.all, (verdict) => Number(verdict[name]))),
      shares: SHARES.map((share) => Float32Array.from(verdicts.all, share)),
      later: later(verdicts.all, new Set([...verdicts.open.values()].flat())),
      open: [...verdicts.open].map(([test, open]) => [
        test,
        ...open.map((verdict) => verdictAt.get(verdict)!),
      ]),
    },
  });
}

/** The state that {@link packState} packed. Throws when the bytes are none. */
export function unpackState(bytes: Uint8Array): FilterState {
  const packed = deserialize(bytes) as Packed;
  const count = packed.beliefs.length / packed.size;
  const beliefs = Array.from({ length: count }, (_, i) =>
    Float64Array.from({ length: packed.size }, (__, at) => packed.beliefs[at * count + i]!),
  );
  for (const belief of beliefs) normalise(belief);
  const columns = new Map(COUNTS.map((name, at) => [name, packed.counts[at]!]));
  const tests = Array.from(packed.belief, (belief, i): TestState => {
    const [lastFailedSha, renamedFrom, inheritedFrom] = packed.rest.get(i) ?? [null, null, null];
    const counted = (name: (typeof COUNTS)[number]): number => columns.get(name)![i]!;
    return {
      belief: beliefs[belief]!,
      hasFailed: counted('hasFailed') === 1,
      runs: counted('runs'),
      failures: counted('failures'),
      flakes: counted('flakes'),
      bothOnOneTree: counted('bothOnOneTree'),
      passedOnRetry: counted('passedOnRetry'),
      failsOnBranch: counted('failsOnBranch') === 1,
      passes: counted('passes'),
      passesBeforeFlake: counted('passesBeforeFlake'),
      soundPasses: packed.soundPasses[i]!,
      possibleFlakes: [],
      flakyTrees: new Set(),
      lastFailedSha,
      renamedFrom,
      inheritedFrom,
      cluster: null,
    };
  });
  const all = unpackVerdicts(packed);
  const open = new Map(
    packed.verdicts.open.map(([test, ...positions]) => [test!, positions.map((i) => all[i]!)] as const),
  );
  const onBranch: number[] = [];
  for (let i = 0; i < packed.onBranch.length; i += 2) onBranch.push(packed.onBranch[i]!);
  return { tests, suites: packed.suites, verdicts: { all, open }, pulls: packed.pulls, onBranch };
}

interface Packed extends Pick<FilterState, 'suites' | 'pulls'> {
  size: number;
  beliefs: Float32Array;
  belief: Int32Array;
  counts: Int32Array[];
  soundPasses: Float32Array;
  rest: Map<number, [string | null, string | null, number | null]>;
  /** Test and a number that says nothing any more, in turn. */
  onBranch: Int32Array;
  trees: string[];
  verdicts: {
    tree: Int32Array;
    whole: Int32Array[];
    shares: Float32Array[];
    later: Float32Array[];
    open: number[][];
  };
}

/** Numbers of a test that are whole, or yes and no. What is settled at the end is not among them. */
const COUNTS = [
  'hasFailed',
  'runs',
  'failures',
  'flakes',
  'bothOnOneTree',
  'passedOnRetry',
  'failsOnBranch',
  'passes',
  'passesBeforeFlake',
] as const;

const WHOLE = ['test', 'run', 'attempts', 'failures', 'first', 'passesBefore', 'onBranch', 'age'] as const;

const SHARES: readonly ((verdict: Verdict) => number)[] = [
  ({ soundPassesBefore }) => soundPassesBefore,
  ({ expected }) => expected,
  ({ weights }) => weights.flake,
  ({ weights }) => weights.regression,
];

/**
 * What came after each failure: relative to its largest, since only the ratios count; of a verdict that is final only
 * the sums of its rows count.
 */
function later(verdicts: readonly Verdict[], open: ReadonlySet<Verdict>): Float32Array[] {
  const kept = verdicts.map((verdict): readonly number[] => {
    const [a, b, c, d] = verdict.later;
    const rows = open.has(verdict) ? [a, b, c, d] : [a + b, 0, c + d, 0];
    const largest = Math.max(...rows, Number.MIN_VALUE);
    return rows.map((row) => row / largest);
  });
  return [0, 1, 2, 3].map((i) => Float32Array.from(kept, (rows) => rows[i]!));
}

function unpackVerdicts({ trees, verdicts }: Packed): Verdict[] {
  return Array.from(verdicts.tree, (tree, i): Verdict => {
    const whole = Object.fromEntries(WHOLE.map((name, at) => [name, verdicts.whole[at]![i]!]));
    const [soundPassesBefore, expected, flake, regression] = verdicts.shares.map((share) => share[i]!) as [
      number,
      number,
      number,
      number,
    ];
    const [a, b, c, d] = verdicts.later.map((share) => share[i]!) as Verdict['later'];
    return {
      ...(whole as Record<(typeof WHOLE)[number], number>),
      first: whole.first === 1,
      onBranch: whole.onBranch === 1,
      tree: trees[tree]!,
      soundPassesBefore,
      expected,
      weights: { flake, infrastructure: Math.max(0, 1 - flake - regression), regression },
      later: [a, b, c, d],
    };
  });
}

/** Lets the masses of a belief sum to one again. */
function normalise(belief: Float64Array): void {
  let sum = 0;
  for (const mass of belief) sum += mass;
  for (let i = 0; i < belief.length; i++) belief[i]! /= sum;
}
