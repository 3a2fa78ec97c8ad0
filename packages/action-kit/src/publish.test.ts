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

  it.each([-1, 0, 1])('keeps to the limit at %i bytes around it and splits no markup', (around) => {
    const fold =
      '<details><summary>é</summary>\n\n| a |\n| --- |\n| ü |\n\n</details>\n\n````js\n```\nö\n````\n\n';
    for (let limit = 300; limit < 420; limit += 1) {
      const text = fold.repeat(20).slice(0, -1);
      const cut = fitSummary(text, limit);
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(limit);
      expect(cut.split('<details').length).toBe(cut.split('</details').length);
      expect(cut.split('````').length % 2).toBe(1);
    }
    const size = Buffer.byteLength(fold);
    expect(fitSummary(fold, size + around) === fold).toBe(around >= 0);
  });
});
