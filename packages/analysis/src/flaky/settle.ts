import type { TestRef, TriagedFailure } from '@qitops/model';
import type { TestState } from './test-state.ts';
import { likeliest, type Verdict, weigh } from './verdicts.ts';

/** Turns the verdicts into the triage, and counts in each test what was put down to chance. */
export function settle(
  refs: readonly TestRef[],
  tests: readonly TestState[],
  verdicts: readonly Verdict[],
): (TriagedFailure & { test: number })[] {
  const triage: (TriagedFailure & { test: number })[] = [];
  for (const verdict of verdicts) {
    const weights = weigh(verdict);
    const [cause, confidence] = likeliest(weights);
    const state = tests[verdict.test]!;
    if (verdict.first) {
      state.possibleFlakes.push({
        at: verdict.soundPassesBefore,
        weight: weights.flake,
        expected: verdict.expected,
      });
    }
    if (cause === 'flake') {
      state.flakes += verdict.failures;
      state.flakyTrees.add(verdict.tree);
      state.passesBeforeFlake = Math.max(state.passesBeforeFlake, verdict.passesBefore);
    }
    if (!verdict.first) continue;
    const { suite, name } = refs[verdict.test]!;
    triage.push({ test: verdict.test, run: verdict.run, suite, name, cause, confidence });
  }
  return triage.sort((a, b) => a.run - b.run || a.test - b.test);
}
