import type { Evidence, FlakyState, FlakyTest, HistoryView } from '@qitops/model';
import { evidence } from '@qitops/model';
import type { DetectorResult, TestState } from './detector.ts';
import { brokenMass, flakyMass } from './grid.ts';
import { estimateRate, type RateEstimate } from './interval.ts';

/** Bounds of the life of a flaky test. */
export const LIFECYCLE = {
  newRuns: 10,
  suspected: 0.3,
  flaky: 0.5,
  flakyTrees: 2,
  quarantined: 0.95,
  quarantineEvents: 3,
  quarantineRate: 0.005,
  broken: 0.5,
  soundEnough: 0.1,
};

/** How flaky a test is. */
export interface FlakySummary {
  /** Probability that the test is flaky, or was so within the history. */
  probability: number;
  /** Failures per attempt on sound code while it is flaky, posterior mean, and its 90 % credible interval. */
  rate: number;
  interval: [number, number];
}

/** Every test of the history with its state and the evidence for it, likeliest flaky first. */
export function flakyTests(view: HistoryView, detected: DetectorResult): FlakyTest[] {
  const clean = new Map<number, RateEstimate>();
  return detected.tests
    .map((state, index) => {
      const { id, suite, name, file } = view.tests[index]!;
      const summary = summarize(state, clean);
      return {
        id,
        suite,
        name,
        file,
        state: stateOf(state, summary),
        ...summary,
        broken: brokenMass(state.belief),
        runs: state.runs,
        failures: state.failures,
        ...(state.renamedFrom === null ? {} : { renamedFrom: state.renamedFrom }),
        ...(state.cluster === null ? {} : { cluster: state.cluster }),
        evidence: evidenceOf(state),
      };
    })
    .sort((a, b) => b.probability - a.probability || b.failures - a.failures);
}

/** How flaky a test is; `clean` remembers the estimates of tests that never failed by chance. */
export function summarize(state: TestState, clean = new Map<number, RateEstimate>()): FlakySummary {
  const probability = flakyMass(state.belief).ever;
  const attempts = Math.round(state.soundPasses);
  if (state.possibleFlakes.some(({ weight }) => weight > 0.01)) {
    return { probability, ...estimateRate(attempts, state.possibleFlakes) };
  }
  let estimate = clean.get(attempts);
  if (!estimate) {
    estimate = estimateRate(attempts, []);
    clean.set(attempts, estimate);
  }
  return { probability, ...estimate };
}

/** The state of a test; the first that holds, as the contract orders them. */
export function stateOf(state: TestState, { probability, interval }: FlakySummary): FlakyState {
  const broken = brokenMass(state.belief);
  const cleanPasses = state.passes - state.passesBeforeFlake;
  const flaky = probability >= LIFECYCLE.flaky && state.flakyTrees.size >= LIFECYCLE.flakyTrees;
  const fixed = flaky && cleanPasses >= passesThatProve(interval[0]);
  const eligible =
    probability - flakyMass(state.belief).over >= LIFECYCLE.quarantined &&
    state.flakes >= LIFECYCLE.quarantineEvents &&
    interval[0] >= LIFECYCLE.quarantineRate &&
    broken < LIFECYCLE.soundEnough;
  if (flaky && !fixed) return eligible ? 'quarantined' : 'flaky';
  if (broken >= LIFECYCLE.broken && state.failsOnBranch) return 'broken';
  if (state.runs < LIFECYCLE.newRuns) return 'new';
  if (probability >= LIFECYCLE.suspected && !fixed) return 'suspected';
  return fixed ? 'fixed' : 'healthy';
}

/** Clean passes after which a failure rate of at least `rate` is refuted at 95 %. */
export function passesThatProve(rate: number): number {
  return Math.ceil(Math.log(0.05) / Math.log(1 - rate));
}

function evidenceOf(state: TestState): Evidence[] {
  if (state.failures === 0 && state.passedOnRetry === 0) return [];
  const found = [evidence('failures', `failed ${state.failures} of ${state.runs} runs`)];
  if (state.bothOnOneTree > 0) {
    found.push(evidence('same-code', `failed and passed on unchanged code ${times(state.bothOnOneTree)}`));
  }
  if (state.passedOnRetry > 0) found.push(evidence('retry', `passed on retry ${times(state.passedOnRetry)}`));
  if (state.lastFailedSha) found.push(evidence('last', `last failed on ${state.lastFailedSha.slice(0, 7)}`));
  return found;
}

function times(n: number): string {
  return n === 1 ? 'once' : n === 2 ? 'twice' : `${n} times`;
}
