import { RISK_FEATURES, type RiskVector } from './features.ts';

/** A logistic model of "this change will be reverted, fixed within a week, or break the default branch". */
export interface RiskModel {
  intercept: number;
  weights: RiskVector;
  /** Labelled pull requests that it was fitted to. */
  labelled: number;
  /** Chance that it scored a bad one above a good one, on changes it had not seen; null = not known. */
  auc?: number | null;
}

/** A merged pull request whose outcome is known. */
export interface RiskSample {
  features: RiskVector;
  /** It was reverted, fixed within a week or broke the default branch. */
  bad: boolean;
}

/** Labelled pull requests from which on a score is more than a rank. */
export const ENOUGH_LABELS = 100;
/** What its order must be worth until then: a coin has .5. */
export const ENOUGH_AUC = 0.6;

/** What is believed before the repository was asked. The signs follow Kamei et al. 2013; the sizes are a start. */
export const PRIOR: RiskModel = {
  intercept: -3,
  weights: {
    lines: 1.1,
    files: 0.6,
    folders: 0.5,
    entropy: 0.3,
    churn: 0.5,
    fixes: 0.6,
    authors: 0.3,
    experience: -0.5,
    owners: 0.3,
    complexity: 1.2,
    untested: 1.5,
    coverageUnknown: 0.5,
    failingTests: 0.8,
    sensitive: 0.9,
  },
  labelled: 0,
};

/**
 * Pull requests that the prior counts for. A Gaussian prior of precision n·p·(1 − p) holds a weight as fast as n
 * samples of unit variance would, at the share p of bad ones.
 */
const PRIOR_WEIGHT = 50;
const BAD_SHARE = 0.15;
const PRECISION = PRIOR_WEIGHT * BAD_SHARE * (1 - BAD_SHARE);

/** Probability that a change turns out bad. */
export function riskScore(model: RiskModel, features: RiskVector): number {
  let logit = model.intercept;
  for (const name of RISK_FEATURES) logit += (model.weights[name] ?? 0) * features[name];
  return 1 / (1 + Math.exp(-logit));
}

/** The prior drawn towards a repository's own pull requests: the maximum a posteriori, by Newton's method. */
export function fitRisk(samples: readonly RiskSample[], prior: RiskModel = PRIOR): RiskModel {
  const start = [prior.intercept, ...RISK_FEATURES.map((name) => prior.weights[name])];
  const rows = samples.map(({ features }) => [1, ...RISK_FEATURES.map((name) => features[name])]);
  let weights = [...start];
  for (let step = 0; step < 50; step++) {
    const gradient = weights.map((weight, i) => PRECISION * (weight - start[i]!));
    const hessian = weights.map((_, i) => weights.map((__, j) => (i === j ? PRECISION : 0)));
    rows.forEach((row, at) => {
      const logit = row.reduce((sum, value, i) => sum + value * weights[i]!, 0);
      const p = 1 / (1 + Math.exp(-logit));
      const error = p - (samples[at]!.bad ? 1 : 0);
      for (let i = 0; i < row.length; i++) {
        gradient[i]! += error * row[i]!;
        for (let j = 0; j < row.length; j++) hessian[i]![j]! += p * (1 - p) * row[i]! * row[j]!;
      }
    });
    const change = solve(hessian, gradient);
    weights = weights.map((weight, i) => weight - change[i]!);
    if (Math.max(...change.map(Math.abs)) < 1e-9) break;
  }
  const named = Object.fromEntries(RISK_FEATURES.map((name, i) => [name, weights[i + 1]!])) as RiskVector;
  return { intercept: weights[0]!, weights: named, labelled: samples.length };
}

/** Solves A·x = b for a symmetric positive definite A by Cholesky's decomposition. */
function solve(a: readonly (readonly number[])[], b: readonly number[]): number[] {
  const n = b.length;
  const lower = a.map((row) => row.map(() => 0));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i]![j]!;
      for (let k = 0; k < j; k++) sum -= lower[i]![k]! * lower[j]![k]!;
      lower[i]![j] = i === j ? Math.sqrt(sum) : sum / lower[j]![j]!;
    }
  }
  const x = [...b];
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i]! -= lower[i]![k]! * x[k]!;
    x[i]! /= lower[i]![i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i]! -= lower[k]![i]! * x[k]!;
    x[i]! /= lower[i]![i]!;
  }
  return x;
}
