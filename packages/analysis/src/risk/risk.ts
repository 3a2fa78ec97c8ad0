import type { AnalyzeDocument } from '@qitops/model';
import { type MeasuredFeature, riskVector } from './features.ts';
import { ENOUGH_AUC, ENOUGH_LABELS, PRIOR, type RiskModel, riskScore } from './model.ts';

/** Ends of the ranks, as probabilities. */
const MEDIUM = 0.33;
const HIGH = 0.66;

/** What is shown of one contribution. */
const SHOWN = 3;

/**
 * Risk of a change with the three contributions that moved it most. Below {@link ENOUGH_LABELS} labelled pull
 * requests the model is all but its prior, and one that did not foretell what happened to those is no better than
 * that: then only the rank is given.
 */
export function riskOf(
  features: readonly MeasuredFeature[],
  model: RiskModel = PRIOR,
): AnalyzeDocument['risk'] {
  const vector = riskVector(features);
  const score = riskScore(model, vector);
  const calibrated = model.labelled >= ENOUGH_LABELS && (model.auc ?? 0) >= ENOUGH_AUC;
  const reasons = features
    .map(({ name, value, text }) => ({ text, contribution: value * model.weights[name] }))
    .filter(({ contribution }) => Math.abs(contribution) >= 0.005)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
    .slice(0, SHOWN)
    .map(({ text, contribution }) => ({ text, contribution: Math.round(contribution * 100) / 100 }));
  return {
    score: calibrated ? Math.round(score * 1000) / 1000 : null,
    rank: score < MEDIUM ? 'low' : score < HIGH ? 'medium' : 'high',
    calibrated,
    reasons,
    features: vector,
    labelled: model.labelled,
  };
}
