import { rateDensity } from './grid.ts';

/** Failures by chance and attempts on sound code, each weighted with how sure it is that it was one. */
export interface Counts {
  failures: number;
  attempts: number;
}

export interface RateEstimate {
  /** Failures per attempt on sound code, posterior mean. */
  rate: number;
  /** 90 % credible interval of the rate. */
  interval: [number, number];
}

/** Points of the logarithmic scale that the posterior is computed on, dense where much was seen. */
const POINTS = 240;
const LOWEST = Math.log(8e-5);
const HIGHEST = Math.log(0.97);

/**
 * How often a test fails by chance if it is flaky: binomial likelihood of the counts × the prior of flaky tests' rates
 * (Gelman et al., Bayesian Data Analysis, ch. 2), by quadrature on the logarithmic scale around the likelihood's mass.
 */
export function estimateRate({ failures, attempts }: Counts): RateEstimate {
  const passes = Math.max(0, attempts - failures);
  const guess = (failures + 0.5) / (failures + passes + 1);
  const spread = failures < 3 ? Number.POSITIVE_INFINITY : 6 * Math.sqrt((1 - guess) / (failures + 1));
  const from = Math.max(LOWEST, Math.log(guess) - spread);
  const step = (Math.min(HIGHEST, Math.log(guess) + spread) - from) / POINTS;
  const rates = Array.from({ length: POINTS }, (_, i) => Math.exp(from + (i + 0.5) * step));
  const logs = rates.map(
    (rate) => Math.log(rateDensity(rate)) + failures * Math.log(rate) + passes * Math.log1p(-rate),
  );
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
