/**
 * The states of a test: how often it fails by chance (17 rates) × whether the code it tests is broken. Index =
 * rate × 2 + broken. Rate 0 stands for "not flaky": even such a test fails once in 20,000 runs.
 */
export const RATES: readonly number[] = [5e-5, ...logGrid(0.001, 0.5, 16)];
export const STATES = RATES.length * 2;

/** Prior probability that a test is flaky. */
const PRIOR_FLAKY = 0.05;
/** Rates are weighted by rate^−.25: rare flakes are commoner than frequent ones. */
const RATE_EXPONENT = -0.25;

/** Probability that a broken test fails. */
export const BROKEN_FAILS = 0.98;

function logGrid(from: number, to: number, count: number): number[] {
  const step = Math.log(to / from) / (count - 1);
  return Array.from({ length: count }, (_, i) => from * Math.exp(step * i));
}

/** Weight of each flaky rate among flaky tests; sums to 1, index 0 is 0. */
export const RATE_WEIGHTS: readonly number[] = (() => {
  const raw = RATES.map((rate, g) => (g === 0 ? 0 : rate ** RATE_EXPONENT));
  const sum = raw.reduce((total, weight) => total + weight, 0);
  return raw.map((weight) => weight / sum);
})();

/** What is believed of a test that was never seen. */
export function priorState(): Float64Array {
  const state = new Float64Array(STATES);
  RATES.forEach((_, g) => {
    state[g * 2] = g === 0 ? 1 - PRIOR_FLAKY : PRIOR_FLAKY * RATE_WEIGHTS[g]!;
  });
  return state;
}

export interface Switching {
  /** Probability per new tree that sound code breaks, and that broken code is mended. */
  breaks: number;
  mends: number;
}

export const ON_BRANCH: Switching = { breaks: 0.004, mends: 0.15 };
export const ON_PULL_REQUEST: Switching = { breaks: 0.006, mends: 0.05 };

/** Probability per new default-branch tree that a test becomes flaky, and that it stops being so. */
const ONSET = 2e-4;
const OFFSET = 1.5e-3;

/** Lets a state move on to a new tree: code breaks or is mended. In place. */
export function advanceBroken(state: Float64Array, { breaks, mends }: Switching): void {
  for (let i = 0; i < STATES; i += 2) {
    const sound = state[i]!;
    const broken = state[i + 1]!;
    state[i] = sound * (1 - breaks) + broken * mends;
    state[i + 1] = sound * breaks + broken * (1 - mends);
  }
}

/** Lets flakiness itself begin or end, slowly. In place. */
export function advanceFlaky(state: Float64Array): void {
  for (const b of [0, 1]) {
    const steady = state[b]!;
    let leaving = 0;
    for (let g = 1; g < RATES.length; g++) {
      const mass = state[g * 2 + b]!;
      leaving += mass * OFFSET;
      state[g * 2 + b] = mass * (1 - OFFSET) + steady * ONSET * RATE_WEIGHTS[g]!;
    }
    state[b] = steady * (1 - ONSET) + leaving;
  }
}

/** Probability that the next attempt fails when nothing is shared. */
export function failureProbability(state: Float64Array): number {
  let sum = 0;
  for (let g = 0; g < RATES.length; g++) {
    sum += state[g * 2]! * RATES[g]! + state[g * 2 + 1]! * BROKEN_FAILS;
  }
  return sum;
}

/** Learns from one attempt under a shared hazard (0–1): Bayes' rule. In place. */
export function observe(state: Float64Array, failed: boolean, hazard: number): void {
  let sum = 0;
  for (let g = 0; g < RATES.length; g++) {
    const fails = 1 - (1 - RATES[g]!) * (1 - hazard);
    state[g * 2]! *= failed ? fails : 1 - fails;
    state[g * 2 + 1]! *= failed ? BROKEN_FAILS : 1 - BROKEN_FAILS;
    sum += state[g * 2]! + state[g * 2 + 1]!;
  }
  if (sum > 0) for (let i = 0; i < STATES; i++) state[i]! /= sum;
}

/** Probability that the code under test is broken. */
export function brokenMass(state: Float64Array): number {
  let sum = 0;
  for (let i = 1; i < STATES; i += 2) sum += state[i]!;
  return sum;
}

/** Takes over from `seen` what it says of flakiness, and keeps what `state` believes of broken code. In place. */
export function adoptRates(state: Float64Array, seen: Float64Array): void {
  for (let g = 0; g < RATES.length; g++) {
    const before = state[g * 2]! + state[g * 2 + 1]!;
    const after = seen[g * 2]! + seen[g * 2 + 1]!;
    if (before === 0) continue;
    state[g * 2]! *= after / before;
    state[g * 2 + 1]! *= after / before;
  }
}

export interface RateSummary {
  /** Probability that the test is flaky. */
  probability: number;
  /** Failures per attempt on sound code, posterior mean. */
  rate: number;
  /** 90 % credible interval of the rate. */
  interval: [number, number];
}

/** Half the distance between two neighbouring rates, as a factor: a rate stands for all from rate / it to rate × it. */
const HALF_STEP = Math.sqrt(RATES[2]! / RATES[1]!);

/** What a state says of the test's flakiness. */
export function summarize(state: Float64Array): RateSummary {
  const masses = RATES.map((_, g) => state[g * 2]! + state[g * 2 + 1]!);
  const rate = masses.reduce((sum, mass, g) => sum + mass * RATES[g]!, 0);
  return { probability: 1 - masses[0]!, rate, interval: [quantile(masses, 0.05), quantile(masses, 0.95)] };
}

/** Rate below which `share` of the belief lies, interpolated on the logarithmic scale within a grid step. */
function quantile(masses: readonly number[], share: number): number {
  let below = 0;
  for (let g = 0; g < masses.length; g++) {
    const mass = masses[g]!;
    if (below + mass >= share || g === masses.length - 1) {
      if (g === 0) return RATES[0]!;
      const within = mass > 0 ? Math.min(1, Math.max(0, (share - below) / mass)) : 0.5;
      return Math.min(1, RATES[g]! * HALF_STEP ** (2 * within - 1));
    }
    below += mass;
  }
  return RATES.at(-1)!;
}
