import { rateDensity } from './grid.ts';
import { addLogs } from './logs.ts';

/** A first attempt that failed, maybe by chance. Retries are left out: they often fail for what the first one failed for. */
export interface PossibleFlake {
  /** Passes on sound code before it. */
  at: number;
  /** Probability that it was by chance. */
  weight: number;
  /** How likely it was by chance, as believed when `weight` was found. */
  expected: number;
}

export interface RateEstimate {
  /** Failures per attempt on sound code while the test is flaky, posterior mean. */
  rate: number;
  /** 90 % credible interval of the rate. */
  interval: [number, number];
}

/** Points of the logarithmic scale that the posterior is computed on. */
const POINTS = 240;
const LOWEST = Math.log(7e-5);
const HIGHEST = Math.log(0.97);
/** Probability per attempt that a flaky test became so then, relative to having been so always; and that it ended. */
const ONSET = 4e-4;
const ENDING = 8e-4;
/** A weight from which a failure is counted as one by chance. */
const SURE = 0.8;
/** Sure flakes at either end that may be none after all, and how likely each is not. */
const STRAY = 8;
const STRAYS = 3e-4;

/**
 * How often a test fails by chance if it is flaky: the posterior over its rate, given `attempts` passes on sound code and
 * the failures that may have been by chance, with the prior of flaky tests' rates (Gelman et al., Bayesian Data
 * Analysis, ch. 2), by quadrature. The test may have become flaky at any time before its first flake, and have been
 * mended at any time after its last one (a change-point model; Barnard 1959).
 */
export function estimateRate(attempts: number, failures: readonly PossibleFlake[]): RateEstimate {
  const sure = failures.filter(({ weight }) => weight >= SURE);
  const doubtful = failures.filter(({ weight }) => weight > 0.01 && weight < SURE);
  const spans = spansOf(sure, attempts);
  const likelihood = (rate: number): number => {
    const pass = Math.log1p(-rate);
    const fail = Math.log(rate);
    let log = Number.NEGATIVE_INFINITY;
    for (const { prior, failed, passed, before, after } of spans) {
      const gaps = Math.log(gap(before, pass, ONSET)) + Math.log(gap(after, pass, ENDING));
      log = addLogs(log, prior + failed * fail + passed * pass + gaps);
    }
    for (const { weight, expected } of doubtful) log += Math.log((weight * rate) / expected + 1 - weight);
    return log;
  };
  const { failed, passed, before, after } = spans[0]!;
  return posterior(likelihood, failed, passed + (sure.length > 2 ? 0 : before + after));
}

interface Span {
  /** Logarithm of the prior probability, relative to the span from the first flake to the last. */
  prior: number;
  failed: number;
  passed: number;
  /** Passes before the first flake and after the last. */
  before: number;
  after: number;
}

/** Spans of the history in which the test may have been flaky. */
function spansOf(sure: readonly PossibleFlake[], attempts: number): Span[] {
  if (sure.length === 0) return [{ prior: 0, failed: 0, passed: attempts, before: 0, after: 0 }];
  const spans: Span[] = [];
  for (let from = 0; from <= STRAY; from++) {
    for (let until = sure.length; until >= sure.length - STRAY; until--) {
      const flakes = sure.slice(from, until);
      if (spans.length > 0 && flakes.length < sure.length / 2) continue;
      const first = flakes[0]!.at;
      const last = flakes.at(-1)!.at;
      spans.push({
        prior: (sure.length - flakes.length) * Math.log(STRAYS),
        failed: flakes.length,
        passed: last - first,
        before: first - (sure[from - 1]?.at ?? 0),
        after: (sure[until]?.at ?? attempts) - last,
      });
    }
  }
  return spans;
}

/** Likelihood of `length` passes next to a flake, when the flakiness may begin or end within them. */
function gap(length: number, pass: number, change: number): number {
  const all = Math.exp(length * pass);
  return all + (change * (1 - all)) / -pass;
}

interface Grid {
  /** Logarithm of the lowest rate, and from one point to the next. */
  from: number;
  step: number;
  rates: number[];
  /** Logarithm of the prior density at each. */
  densities: number[];
}

function gridOf(from: number, to: number): Grid {
  const step = (to - from) / POINTS;
  const rates = Array.from({ length: POINTS }, (_, i) => Math.exp(from + (i + 0.5) * step));
  return { from, step, rates, densities: rates.map((rate) => Math.log(rateDensity(rate))) };
}

/** All rates: of few failures nothing is known to be far off, and most tests have few. */
const WHOLE = gridOf(LOWEST, HIGHEST);

/** The points where the posterior has its mass. */
function gridFor(failed: number, passed: number): Grid {
  if (failed < 4) return WHOLE;
  const guess = (failed + 0.5) / (failed + passed + 1);
  const spread = 8 * Math.sqrt((1 - guess) / (failed + 1));
  return gridOf(Math.max(LOWEST, Math.log(guess) - spread), Math.min(HIGHEST, Math.log(guess) + spread));
}

function posterior(likelihood: (rate: number) => number, failed: number, passed: number): RateEstimate {
  const { from, step, rates, densities } = gridFor(failed, passed);
  const logs = rates.map((rate, i) => densities[i]! + likelihood(rate));
  const highest = Math.max(...logs);
  const masses = logs.map((log) => Math.exp(log - highest));
  const sum = masses.reduce((total, mass) => total + mass, 0);
  const rate = rates.reduce((total, each, i) => total + (each * masses[i]!) / sum, 0);
  const at = (share: number): number => {
    let below = 0;
    for (let i = 0; i < POINTS; i++) {
      const next = below + masses[i]! / sum;
      if (next >= share) return Math.exp(from + (i + (share - below) / (next - below)) * step);
      below = next;
    }
    return rates.at(-1)!;
  };
  return { rate, interval: [at(0.05), at(0.95)] };
}
