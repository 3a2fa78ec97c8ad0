import { noPatchCoverage } from '@qitops/model';
import { describe, expect, it } from 'vitest';
import { type MeasuredFeature, type RiskInput, riskFeatures, riskVector } from './features.ts';
import { PRIOR } from './model.ts';
import { riskOf } from './risk.ts';

const small: RiskInput = {
  changed: [{ path: 'a.ts', lines: 4 }],
  folders: 1,
  churn: null,
  owners: null,
  functions: [],
  patch: null,
  impactedFailureRate: null,
  sensitive: [],
};
const patch = (covered: number, total: number): RiskInput['patch'] => ({
  ...noPatchCoverage(),
  neutral: total === 0,
  lines: { covered, total },
});
const value = (features: readonly MeasuredFeature[]) => riskVector(features);

describe('riskFeatures', () => {
  it('takes unknown coverage for unknown, not for untested or tested', () => {
    expect(value(riskFeatures(small))).toMatchObject({ coverageUnknown: 1, untested: 0 });
    expect(value(riskFeatures({ ...small, patch: patch(1, 4) }))).toMatchObject({
      coverageUnknown: 0,
      untested: 0.75,
    });
    expect(value(riskFeatures({ ...small, patch: patch(0, 0) }))).toMatchObject({
      coverageUnknown: 0,
      untested: 0,
    });
  });
  it('an even spread over files has more entropy than one file with nearly all of it', () => {
    const spread = (...lines: number[]) =>
      value(riskFeatures({ ...small, changed: lines.map((n, i) => ({ path: `${i}`, lines: n })) })).entropy;
    expect(spread(50, 50)).toBeGreaterThan(spread(99, 1));
    expect(spread(100)).toBe(0);
  });
});

describe('riskOf', () => {
  it('shows a rank and no score before enough pull requests were labelled', () => {
    expect(riskOf(riskFeatures(small))).toMatchObject({ score: null, rank: 'low', calibrated: false });
    expect(riskOf(riskFeatures(small), { ...PRIOR, labelled: 100, auc: 0.7 })).toMatchObject({
      score: expect.any(Number),
      calibrated: true,
    });
  });
  it('shows no score when the model did not foretell what happened', () => {
    const model = { ...PRIOR, labelled: 500, auc: 0.48 };
    expect(riskOf(riskFeatures(small), model)).toMatchObject({ score: null, calibrated: false });
  });
  it('names the three contributions that moved it most, with their sign', () => {
    const { reasons } = riskOf(
      riskFeatures({
        ...small,
        changed: Array.from({ length: 20 }, (_, i) => ({ path: `${i}.ts`, lines: 90 })),
        folders: 8,
        patch: patch(10, 10),
        churn: { commits: 0, fixes: 0, authors: 0, authorShare: 1 },
      }),
    );
    expect(reasons).toHaveLength(3);
    expect(reasons[0]!.text).toBe('1800 lines changed');
  });
  it('a change with everything against it ranks high', () => {
    const { rank } = riskOf(
      riskFeatures({
        ...small,
        changed: Array.from({ length: 40 }, (_, i) => ({ path: `${i}.ts`, lines: 60 })),
        folders: 8,
        churn: { commits: 60, fixes: 30, authors: 12, authorShare: 0 },
        patch: patch(1, 100),
        sensitive: ['pnpm-lock.yaml', 'Dockerfile'],
      }),
    );
    expect(rank).toBe('high');
  });
});
