import type { RiskCalibration } from '@qitops/model';
import { fitRisk, type RiskSample, riskScore } from './model.ts';

const BINS = 5;
/** Pull requests between two fits. */
const STEP = 10;

/**
 * Scores every pull request by a model fitted only to those before it (prequential evaluation, Dawid 1984), so that
 * no score has seen its own outcome. `samples` in order of merging.
 */
export function calibrationOf(samples: readonly RiskSample[]): RiskCalibration {
  const scored = samples.map(({ features, bad }, i) => ({ features, bad, score: 0, i }));
  for (let from = 0; from < scored.length; from += STEP) {
    const model = fitRisk(samples.slice(0, from));
    for (const each of scored.slice(from, from + STEP)) each.score = riskScore(model, each.features);
  }
  const sorted = [...scored].sort((a, b) => a.score - b.score);
  const size = Math.ceil(sorted.length / BINS);
  const bins: RiskCalibration['bins'] = [];
  for (let at = 0; at < sorted.length; at += size) {
    const group = sorted.slice(at, at + size);
    bins.push({
      predicted: mean(group.map(({ score }) => score)),
      observed: mean(group.map(({ bad }) => (bad ? 1 : 0))),
      count: group.length,
    });
  }
  return {
    labelled: samples.length,
    bad: samples.filter(({ bad }) => bad).length,
    brier: mean(scored.map(({ score, bad }) => (score - (bad ? 1 : 0)) ** 2)),
    auc: areaUnderCurve(scored),
    bins,
  };
}

/** Mann–Whitney's U over the number of pairs; ties count half. */
function areaUnderCurve(scored: readonly { score: number; bad: boolean }[]): number | null {
  const bad = scored.filter((each) => each.bad);
  const good = scored.filter((each) => !each.bad);
  if (bad.length === 0 || good.length === 0) return null;
  let above = 0;
  for (const b of bad) for (const g of good) above += b.score > g.score ? 1 : b.score === g.score ? 0.5 : 0;
  return above / (bad.length * good.length);
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
