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
  const { failed, passed, before, after } = spans[0]!;
  const grid = gridFor(failed, passed + (sure.length > 2 ? 0 : before + after));
  const logs = new Float64Array(POINTS).fill(Number.NEGATIVE_INFINITY);
  for (const span of spans) addSpan(logs, span, grid);
  for (let i = 0; i < POINTS; i++) {
    const rate = grid.rates[i]!;
    for (const { weight, expected } of doubtful)
      logs[i]! += Math.log((weight * rate) / expected + 1 - weight);
    logs[i]! += grid.densities[i]!;
  }
  return posterior(logs, grid);
}

/** Adds the likelihood of one span of flakiness, at each rate of the grid. */
function addSpan(logs: Float64Array, { prior, failed, passed, before, after }: Span, grid: Grid): void {
  const onset = gapsOf(grid, before, ONSET);
  const ending = gapsOf(grid, after, ENDING);
  for (let i = 0; i < POINTS; i++) {
    const gaps = onset[i]! + ending[i]!;
    logs[i] = addLogs(logs[i]!, prior + failed * grid.fail[i]! + passed * grid.pass[i]! + gaps);
  }
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
  rates: Float64Array;
  /** Logarithms of the prior density at each rate, of a pass and of a failure. */
  densities: Float64Array;
  pass: Float64Array;
  fail: Float64Array;
  /** Logarithms of {@link gap} at each rate, by how flakiness changes and then by length. */
  gaps: Map<number, Map<number, Float64Array>>;
}

/** Lengths of which a grid remembers the gaps. */
const REMEMBERED = 512;

function gridOf(from: number, to: number): Grid {
  const step = (to - from) / POINTS;
  const rates = Float64Array.from({ length: POINTS }, (_, i) => Math.exp(from + (i + 0.5) * step));
  return {
    from,
    step,
    rates,
    densities: rates.map((rate) => Math.log(rateDensity(rate))),
    pass: rates.map((rate) => Math.log1p(-rate)),
    fail: rates.map(Math.log),
    gaps: new Map([ONSET, ENDING].map((change) => [change, new Map()])),
  };
}

/** Gaps of one length at each rate; thousands of tests with a failure or two share some hundred lengths. */
function gapsOf({ pass, gaps }: Grid, length: number, change: number): Float64Array {
  const known = gaps.get(change)!;
  let found = known.get(length);
  if (!found) {
    found = pass.map((each) => Math.log(gap(length, each, change)));
    if (known.size < REMEMBERED) known.set(length, found);
  }
  return found;
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

/** Mean and interval of a posterior that is given by its logarithms, each relative to the others. */
function posterior(logs: Float64Array, { from, step, rates }: Grid): RateEstimate {
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < POINTS; i++) highest = Math.max(highest, logs[i]!);
  const masses = logs;
  let sum = 0;
  for (let i = 0; i < POINTS; i++) {
    masses[i] = Math.exp(logs[i]! - highest);
    sum += masses[i]!;
  }
  let rate = 0;
  for (let i = 0; i < POINTS; i++) rate += (rates[i]! * masses[i]!) / sum;
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
