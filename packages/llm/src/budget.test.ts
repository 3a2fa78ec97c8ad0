import { describe, expect, it } from 'vitest';
import { Budget, CAPS, estimateTokens } from './budget.ts';

const price = { input: 10, output: 100 };

describe('Budget', () => {
  it('stops before a call that could pass the cap of a pull request, not after it', () => {
    const budget = new Budget({ ...CAPS, tokens: 2_000 }, null);
    budget.settle(budget.reserve('x'.repeat(300), 1_000), { inputTokens: 90, outputTokens: 950 });
    expect(() => budget.reserve('x'.repeat(300), 1_000)).toThrow(/could pass 2000 tokens/);
    expect(budget.spend).toEqual({ calls: 1, inputTokens: 90, outputTokens: 950, usd: null });
  });
  it('holds the cap in dollars even if every byte is a token', () => {
    const budget = new Budget({ ...CAPS, usd: 0.02 }, price);
    expect(() => budget.reserve('x'.repeat(1_001), 100)).toThrow(/could pass \$0\.02/);
    budget.settle(budget.reserve('x'.repeat(1_000), 100), { inputTokens: 1_000, outputTokens: 100 });
    expect(budget.spend.usd).toBeCloseTo(0.02, 10);
    expect(() => budget.reserve('x', 0)).toThrow(/could pass/);
  });
  it('counts what is under way', () => {
    const budget = new Budget({ ...CAPS, tokens: 1_000 }, null);
    budget.reserve('x', 600);
    expect(() => budget.reserve('x', 600)).toThrow(/could pass/);
  });
  it('counts a call whose usage is not known as all that it may have cost', () => {
    const budget = new Budget(CAPS, null);
    budget.settle(budget.reserve('x'.repeat(300), 700), { inputTokens: null, outputTokens: null });
    expect(budget.spend).toMatchObject({ inputTokens: 100, outputTokens: 700 });
  });
  it('learns that a service counts more tokens than was estimated', () => {
    const budget = new Budget({ ...CAPS, inputTokensACall: 150 }, null);
    budget.settle(budget.reserve('x'.repeat(300), 1), { inputTokens: 200, outputTokens: 1 });
    expect(() => budget.reserve('x'.repeat(300), 1)).toThrow(/one call/);
  });
  it('refuses a call, an answer and a count of calls that are too large', () => {
    const budget = new Budget({ ...CAPS, calls: 1 }, null);
    expect(() => budget.reserve('x'.repeat(72_003), 1)).toThrow(/24000 of one call/);
    expect(() => budget.reserve('x', 4_001)).toThrow(/4000 of one call/);
    budget.release(budget.reserve('x', 1));
    expect(() => budget.reserve('x', 1)).toThrow(/1 calls were made/);
    expect(budget.spend).toMatchObject({ calls: 1, inputTokens: 0 });
  });
  it('takes every byte that is not ASCII for a token', () => {
    expect(estimateTokens('abc')).toBe(1);
    expect(estimateTokens('日本')).toBe(6);
  });
});
