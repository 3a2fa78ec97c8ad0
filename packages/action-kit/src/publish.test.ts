import { describe, expect, it } from 'vitest';
import { fitSummary, SUMMARY_LIMIT } from './publish.ts';

describe('a job summary', () => {
  it('that fits is left alone', () => {
    expect(fitSummary('# Fine\n')).toBe('# Fine\n');
  });

  it('that does not fit is cut at a line, in bytes, and says so', () => {
    const cut = fitSummary('ünïcödé line\n'.repeat(100_000));
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(SUMMARY_LIMIT);
    expect(cut).toContain('Cut here');
    expect(cut).not.toContain('\uFFFD');
  });
});
