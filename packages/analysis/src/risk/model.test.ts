import { describe, expect, it } from 'vitest';
import { calibrationOf } from './calibration.ts';
import { RISK_FEATURES, type RiskVector } from './features.ts';
import { fitRisk, PRIOR, type RiskSample, riskScore } from './model.ts';

const vector = (more: Partial<RiskVector>): RiskVector => ({
  ...(Object.fromEntries(RISK_FEATURES.map((name) => [name, 0])) as RiskVector),
  ...more,
});

/** Pull requests of a repository where churn alone decides. */
function churnDecides(count: number, slope = 8, intercept = -5): RiskSample[] {
  let seed = 7;
  const random = (): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  return Array.from({ length: count }, () => {
    const churn = random();
    const p = 1 / (1 + Math.exp(-(slope * churn + intercept)));
    return { features: vector({ churn, lines: random() }), bad: random() < p };
  });
}

describe('fitRisk', () => {
  it('without samples it is the prior', () => {
    expect(fitRisk([])).toEqual({ ...PRIOR, labelled: 0 });
  });
  it('a handful of samples moves it little, many move it to the truth', () => {
    const few = fitRisk(churnDecides(5)).weights.churn;
    const many = fitRisk(churnDecides(5000)).weights.churn;
    expect(Math.abs(few - PRIOR.weights.churn)).toBeLessThan(0.3);
    expect(many).toBeGreaterThan(6.5);
    expect(many).toBeLessThan(9);
  });
  it('leaves a feature that nobody saw at its prior', () => {
    expect(fitRisk(churnDecides(300)).weights.owners).toBeCloseTo(PRIOR.weights.owners, 9);
  });
  it('separable samples do not run away', () => {
    const samples = Array.from({ length: 200 }, (_, i) => ({
      features: vector({ churn: i < 100 ? 0 : 1 }),
      bad: i >= 100,
    }));
    const model = fitRisk(samples);
    expect(Number.isFinite(model.weights.churn)).toBe(true);
    expect(riskScore(model, vector({ churn: 1 }))).toBeGreaterThan(0.8);
  });
});

describe('calibrationOf', () => {
  it('finds order where there is some and none where there is none', () => {
    const real = churnDecides(600);
    expect(calibrationOf(real).auc).toBeGreaterThan(0.75);
    const shuffled = real.map(({ features }, i) => ({ features, bad: real[(i * 7 + 3) % 600]!.bad }));
    expect(calibrationOf(shuffled).auc).toBeLessThan(0.6);
  });
  it('predicted and observed shares agree in every group once there is enough to learn from', () => {
    for (const { predicted, observed } of calibrationOf(churnDecides(1000, 3, -3)).bins)
      expect(Math.abs(predicted - observed)).toBeLessThan(0.1);
  });
  it('says nothing of order when all went well', () => {
    expect(calibrationOf([{ features: vector({}), bad: false }]).auc).toBeNull();
  });
});
