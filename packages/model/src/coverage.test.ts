import { describe, expect, it } from 'vitest';
import { armsOf, FileCoverageBuilder, fileTotals, hitsOf, mergeFileCoverage } from './coverage.ts';

function file(build: (builder: FileCoverageBuilder) => void) {
  const builder = new FileCoverageBuilder('a.ts');
  build(builder);
  return builder.build();
}

describe('mergeFileCoverage', () => {
  it('covers a line that any shard hit, and keeps a miss that only one shard knows', () => {
    const a = file((b) => {
      b.line(1, 1);
      b.line(2, 0);
      b.line(3, 0);
    });
    const b = file((c) => {
      c.line(1, 0);
      c.line(3, 2);
    });
    const merged = mergeFileCoverage(a, b);
    expect([1, 2, 3, 4].map((line) => hitsOf(merged.lines, line))).toEqual([1, 0, 2, null]);
    expect(fileTotals(merged).lines).toEqual({ covered: 2, total: 3 });
  });
  it('unites branch arms by identity: two halves make a whole', () => {
    const half = (arm: number) =>
      file((b) => {
        b.branch(5, 0, 0, arm === 0 ? 1 : 0);
        b.branch(5, 0, 1, arm === 1 ? 1 : 0);
      });
    expect(armsOf(mergeFileCoverage(half(0), half(1)).branches, 5)).toEqual({ covered: 2, total: 2 });
  });
  it('takes the greater count where arms are not told apart, and says that it is a lower bound', () => {
    const counted = (covered: number) => file((b) => b.branchCounts(5, covered, 2));
    const merged = mergeFileCoverage(counted(1), counted(1));
    expect(armsOf(merged.branches, 5)).toEqual({ covered: 1, total: 2 });
    expect(merged.branches.identified).toBe(false);
  });
});
