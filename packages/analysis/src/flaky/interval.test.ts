import { describe, expect, it } from 'vitest';
import { estimateRate, type PossibleFlake } from './interval.ts';

/** Flakes at these numbers of passes. */
const flakes = (...at: number[]): PossibleFlake[] =>
  at.map((each) => ({ at: each, weight: 1, expected: 0.01 }));

describe('estimateRate', () => {
  it('gives the share of failures when there were many', () => {
    const often = flakes(...Array.from({ length: 100 }, (_, i) => i * 4));
    const { rate, interval } = estimateRate(400, often);
    expect(rate).toBeCloseTo(0.2, 1);
    expect(interval[1] - interval[0]).toBeLessThan(0.09);
  });
  it('counts only the time since the test became flaky', () => {
    const late = flakes(...Array.from({ length: 50 }, (_, i) => 500 + i));
    expect(estimateRate(550, late).rate).toBeCloseTo(0.5, 1);
  });
  it('counts only the time until it was mended', () => {
    const early = flakes(...Array.from({ length: 50 }, (_, i) => i));
    expect(estimateRate(550, early).rate).toBeCloseTo(0.5, 1);
  });
  it('bounds the rate of a test that never failed from above', () => {
    expect(estimateRate(300, []).interval[1]).toBeLessThan(0.01);
    expect(estimateRate(3000, []).interval[1]).toBeLessThan(0.001);
  });
  it('hardly counts a failure that was hardly by chance', () => {
    const [sure, doubtful] = [1, 0.001].map(
      (weight) => estimateRate(300, [{ at: 100, weight, expected: 0.01 }]).rate,
    );
    expect(doubtful).toBeLessThan(sure! / 2);
  });
});
