import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Block, cut, fit, sizeOf } from './budget.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 200 });
const block = fc.record({ text, rank: fc.integer({ min: 0, max: 5 }), label: fc.constantFrom('a', 'b') });

describe('fit', () => {
  it('never exceeds its budget, at any limit and with multi-byte text', () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 12 }), fc.integer({ min: 3, max: 3000 }), (blocks, budget) => {
        expect(sizeOf(fit(blocks, budget))).toBeLessThanOrEqual(budget);
      }),
    );
  });
  it('keeps everything that fits exactly, and drops at one byte less', () => {
    const blocks: Block[] = [
      { text: 'verdict', rank: 0, label: 'verdict' },
      { text: 'é'.repeat(100), rank: 1, label: 'details' },
    ];
    const whole = sizeOf('verdict\n\n') + 200;
    expect(fit(blocks, whole + 4)).toContain('é');
    const less = fit(blocks, whole - 1);
    expect(less).toContain('verdict');
    expect(less).not.toContain('é');
    expect(less).toContain('Left out for length: details');
  });
  it('drops the greatest rank first and never splits a block', () => {
    const blocks = [0, 1, 2, 3].map((rank) => ({
      text: `<${String(rank).repeat(50)}>`,
      rank,
      label: `r${rank}`,
    }));
    const result = fit(blocks, 190);
    expect(result).toContain('<111');
    expect(result).not.toContain('333');
    for (const match of result.match(/<\d+/g) ?? []) expect(result).toContain(`${match}>`);
  });
});

describe('cut', () => {
  it('cuts at a character, not within one', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 50 }), (value, budget) => {
        const result = cut(value, budget);
        expect(sizeOf(result)).toBeLessThanOrEqual(budget);
        expect(result).not.toContain('\ufffd');
      }),
    );
  });
});
