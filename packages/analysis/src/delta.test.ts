import { FileCoverageBuilder } from '@qitops/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverageDelta } from './delta.ts';

function file(hits: readonly number[]) {
  const builder = new FileCoverageBuilder('a.ts');
  hits.forEach((count, i) => {
    builder.line(i + 1, count);
  });
  return new Map([['a.ts', builder.build()]]);
}
const same = (path: string, line: number) => ({ path, line });

describe('coverageDelta', () => {
  it('puts covered lines that were deleted under deletions', () => {
    const delta = coverageDelta({
      base: file([1, 1, 0]),
      head: file([1, 0]),
      mapLine: (path, line) => (line === 2 ? null : { path, line: line > 2 ? line - 1 : line }),
    });
    expect(delta).toMatchObject({ direct: 0, indirect: 0, deletions: -16.67 });
  });
  it('puts unchanged lines that are hit no more under indirect', () => {
    expect(coverageDelta({ base: file([1, 1]), head: file([1, 0]), mapLine: same })).toMatchObject({
      direct: 0,
      deletions: 0,
      indirect: -50,
    });
  });
  it('puts new lines under direct', () => {
    expect(coverageDelta({ base: file([1]), head: file([1, 0]), mapLine: same })).toMatchObject({
      direct: -50,
      indirect: 0,
    });
  });
  it('adds up to the whole difference', () => {
    const hits = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(hits, hits, fc.integer({ min: 0, max: 5 }), (base, head, gone) => {
        const { direct, deletions, indirect } = coverageDelta({
          base: file(base),
          head: file(head),
          mapLine: (path, line) => (line <= gone ? null : { path, line }),
        });
        const points = (all: number[]) => (all.filter((count) => count > 0).length * 100) / all.length;
        expect(direct! + deletions! + indirect!).toBeCloseTo(points(head) - points(base), 1);
      }),
    );
  });
});
