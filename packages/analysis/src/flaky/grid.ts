/**
 * The states of a test: a phase × whether the code it tests is broken; index = phase × 2 + broken. Phase 0 = never
 * flaky, 1..RATES.length = flaky at that rate, {@link FIXED} = was flaky and no longer is. 40 numbers a test.
 */
export const RATES: readonly number[] = logGrid(1e-4, 0.7, 18);
export const FIXED = RATES.length + 1;
const PHASES = RATES.length + 2;
export const STATES = PHASES * 2;

/** Prior probability that a test is flaky. FlakeFlagger: 811 of 22,245 = 3.6 %, more in long histories. */
const PRIOR_FLAKY = 0.05;

/**
 * Share of flaky tests by decade of their rate, from 1e-4 up: the 811 flaky tests of FlakeFlagger (Alshammari et al.,
 * ICSE 2021; 10,000 runs each), a little levelled.
 */
const DECADES = [0.3, 0.24, 0.2, 0.26];

/** Prior density of the rates of flaky tests per unit of log rate; not normalised. */
export function rateDensity(rate: number): number {
  return DECADES[Math.min(3, Math.max(0, Math.floor(Math.log10(rate * 1.000001) + 4)))]!;
}

/** Probability that a broken test fails. */
export const BROKEN_FAILS = 0.98;
/** Probability that a test fails by chance that is not flaky: it would be called flaky, so all but never. */
const STEADY_FAILS = 2e-6;
/** Probability that a test is broken when it is first seen. */
const FIRST_BROKEN = 0.004;
/** Probability per new default-branch tree that a test becomes flaky, and that it stops being so. */
const ONSET = 5e-5;
const OFFSET = 1.5e-3;

function logGrid(from: number, to: number, count: number): number[] {
  const step = Math.log(to / from) / (count - 1);
  return Array.from({ length: count }, (_, i) => from * Math.exp(step * i));
}

/** Probability of failure by chance in each phase. */
export const FAILS: Float64Array = Float64Array.from([STEADY_FAILS, ...RATES, STEADY_FAILS]);

/** Weight of each phase in a test that has just become flaky; sums to 1. */
const WEIGHTS: readonly number[] = (() => {
  const raw = Array.from(FAILS, (rate, phase) => (phase === 0 || phase === FIXED ? 0 : rateDensity(rate)));
  const sum = raw.reduce((total, weight) => total + weight, 0);
  return raw.map((weight) => weight / sum);
})();

/** What is believed of a test that was never seen. */
export function priorState(): Float64Array {
  const state = new Float64Array(STATES);
  for (let phase = 0; phase < PHASES; phase++) {
    const mass = phase === 0 ? 1 - PRIOR_FLAKY : PRIOR_FLAKY * WEIGHTS[phase]!;
    state[phase * 2] = mass * (1 - FIRST_BROKEN);
    state[phase * 2 + 1] = mass * FIRST_BROKEN;
  }
  return state;
}

export interface Switching {
  /** Probability per new tree that sound code breaks, and that broken code is mended. */
  breaks: number;
  mends: number;
}

/** Lets a state move on to a new tree of the default branch: code breaks or is mended, flakiness begins or ends. In place. */
export function advance(state: Float64Array, { breaks, mends }: Switching): void {
  const onset = (state[0]! + state[1]!) * ONSET;
  let ended = 0;
  for (let phase = 0; phase < PHASES; phase++) {
    let sound = state[phase * 2]! * (1 - breaks) + state[phase * 2 + 1]! * mends;
    let broken = state[phase * 2]! + state[phase * 2 + 1]! - sound;
    if (phase === 0) {
      sound *= 1 - ONSET;
      broken *= 1 - ONSET;
    } else if (phase < FIXED) {
      ended += (sound + broken) * OFFSET;
      sound = sound * (1 - OFFSET) + onset * WEIGHTS[phase]!;
      broken *= 1 - OFFSET;
    } else sound += ended;
    state[phase * 2] = sound;
    state[phase * 2 + 1] = broken;
  }
}

/** How likely what was seen of a test on one tree is: when its code is sound, by phase, and when it is broken. */
export interface Likelihood {
  sound: Float64Array;
  broken: number;
}

const CLEAN: Likelihood[] = [];

/** Likelihood of `attempts` passes and nothing else. */
export function cleanPasses(attempts: number): Likelihood {
  CLEAN[attempts] ??= {
    sound: FAILS.map((rate) => (1 - rate) ** attempts),
    broken: (1 - BROKEN_FAILS) ** attempts,
  };
  return CLEAN[attempts];
}

/** Probability of what was seen, given that the code is sound. */
export function likelihoodIfSound(state: Float64Array, { sound }: Likelihood): number {
  let seen = 0;
  let mass = 0;
  for (let phase = 0; phase < PHASES; phase++) {
    seen += state[phase * 2]! * sound[phase]!;
    mass += state[phase * 2]!;
  }
  return mass > 0 ? seen / mass : sound[0]!;
}

/** Probability of so many failures and passes by chance, by phase. */
export function byChance(failures: number, passes: number): Float64Array {
  return FAILS.map((rate) => rate ** failures * (1 - rate) ** passes);
}

/** Bayes' rule for a tree of the default branch. In place. */
export function observe(state: Float64Array, { sound, broken }: Likelihood): void {
  let sum = 0;
  for (let phase = 0; phase < PHASES; phase++) {
    const a = state[phase * 2]! * sound[phase]!;
    const b = state[phase * 2 + 1]! * broken;
    state[phase * 2] = a;
    state[phase * 2 + 1] = b;
    sum += a + b;
  }
  scale(state, 1 / sum);
}

/**
 * Bayes' rule for a tree beside the default branch: sound code is broken there with probability `breaks`, broken code
 * mended with `mends`, and neither is carried back; but a test that fails on one pull request after another suggests
 * that they all started from broken code. In place. Returns the probability that the code is broken on that tree.
 */
export function observeBeside(state: Float64Array, seen: Likelihood, { breaks, mends }: Switching): number {
  let sum = 0;
  let brokenThere = 0;
  for (let phase = 0; phase < PHASES; phase++) {
    const sound = seen.sound[phase]!;
    const a = state[phase * 2]!;
    const b = state[phase * 2 + 1]!;
    brokenThere += (a * breaks + b * (1 - mends)) * seen.broken;
    state[phase * 2] = a * ((1 - breaks) * sound + breaks * seen.broken);
    state[phase * 2 + 1] = b * (mends * sound + (1 - mends) * seen.broken);
    sum += state[phase * 2]! + state[phase * 2 + 1]!;
  }
  scale(state, 1 / sum);
  return sum > 0 ? brokenThere / sum : 0;
}

/** Makes the masses sum to 1; starts anew when what was seen is too unlikely for the numbers to hold. */
function scale(state: Float64Array, factor: number): void {
  if (!Number.isFinite(factor)) state.set(priorState());
  else for (let i = 0; i < STATES; i++) state[i]! *= factor;
}

/** Probability that the code under test is broken. */
export function brokenMass(state: Float64Array): number {
  let sum = 0;
  for (let i = 1; i < STATES; i += 2) sum += state[i]!;
  return sum;
}

/** Probability that the test is or was flaky, and that it was and no longer is. */
export function flakyMass(state: Float64Array): { ever: number; over: number } {
  const over = state[FIXED * 2]! + state[FIXED * 2 + 1]!;
  return { ever: Math.max(0, 1 - state[0]! - state[1]!), over };
}

/** Probability that sound code fails the next attempt by chance. */
export function chanceOfFailure(state: Float64Array): number {
  let fails = 0;
  let sound = 0;
  for (let phase = 0; phase < PHASES; phase++) {
    fails += state[phase * 2]! * FAILS[phase]!;
    sound += state[phase * 2]!;
  }
  return sound > 0 ? fails / sound : STEADY_FAILS;
}

/** Breaks sound code with probability `extra`. In place. */
export function breakMore(state: Float64Array, extra: number): void {
  for (let i = 0; i < STATES; i += 2) {
    state[i + 1]! += state[i]! * extra;
    state[i]! *= 1 - extra;
  }
}

/** What a renamed test inherits: the belief at `weight`, the rest as of a test never seen. */
export function inherit(from: Float64Array, weight: number): Float64Array {
  return priorState().map((prior, i) => (1 - weight) * prior + weight * from[i]!);
}
