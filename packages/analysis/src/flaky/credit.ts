import type { ClusterMemory } from './clusters.ts';
import { byChance, likelihoodIfSound, observe } from './grid.ts';
import type { SharedFailure } from './suites.ts';
import type { TestState } from './test-state.ts';
import type { Tree } from './trees.ts';
import type { Verdicts } from './verdicts.ts';

/** Probability of being a flaky cluster from which a set is taken for one. */
const CERTAIN = 0.5;

/**
 * Remembers the sets that failed together on a tree. One that comes again is a cluster: its first sight, which looked
 * like an outage or broken code, is then counted as a flake of its tests.
 */
export function creditSets(
  memory: ClusterMemory,
  shared: readonly SharedFailure[],
  at: { tree: Tree; index: number },
  tests: readonly TestState[],
  verdicts: Verdicts,
): void {
  for (const { run, suite, tests: failed, like, cause } of shared) {
    if (like && cause.cluster > CERTAIN) {
      memory.confirm(like);
      for (const index of like.uncounted) {
        const verdict = verdicts.all[index]!;
        const state = tests[verdict.test]!;
        const { flake } = verdict.weights;
        if (flake < CERTAIN) {
          const sound = byChance(verdict.failures, verdict.attempts - verdict.failures);
          const { belief } = state;
          observe(belief, { sound, broken: likelihoodIfSound(belief, { sound, broken: 0 }) });
        }
        verdict.weights = { flake: 1, infrastructure: 0, regression: 0 };
      }
      like.uncounted = [];
    }
    const seen = {
      suite,
      cluster: Math.max(0, 1 - cause.block - cause.outage),
      block: cause.block,
      outage: cause.outage,
      onBranch: at.tree.onBranch,
      pr: at.tree.pr,
    };
    const set = memory.add(seen, failed, at.index, like);
    if (cause.cluster <= CERTAIN || !like) set.uncounted.push(...verdicts.of(run, failed));
  }
}
