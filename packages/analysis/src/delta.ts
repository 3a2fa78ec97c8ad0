import { type CoverageDelta, coverageTotals, type FileCoverage, hitsOf, type Ratio } from '@qitops/model';

export interface DeltaInput {
  base: ReadonlyMap<string, FileCoverage>;
  head: ReadonlyMap<string, FileCoverage>;
  /** Where a base line stands at the head; null = changed or deleted. */
  mapLine: (path: string, line: number) => { path: string; line: number } | null;
}

/**
 * The change of project line coverage in percentage points, in three parts that add up to it: *deletions* (base lines
 * that are gone), *indirect* (unchanged lines that are hit now and were not, or the other way), *direct* (new lines).
 */
export function coverageDelta({ base, head, mapLine }: DeltaInput): CoverageDelta {
  const before = coverageTotals(base.values()).lines;
  const kept: Ratio = { covered: 0, total: 0 };
  const keptNow: Ratio = { covered: 0, total: 0 };
  for (const file of base.values()) {
    file.lines.line.forEach((line, i) => {
      const to = mapLine(file.path, line);
      const hits = to && hitsOf(head.get(to.path)?.lines ?? NO_LINES, to.line);
      if (hits === null) return;
      kept.total += 1;
      keptNow.total += 1;
      if (file.lines.hits[i]! > 0) kept.covered += 1;
      if (hits > 0) keptNow.covered += 1;
    });
  }
  const after = coverageTotals(head.values()).lines;
  if (before.total === 0 || after.total === 0) return notComparable('one side has no coverable lines');
  const [was, without, now, is] = [before, kept, keptNow, after].map((ratio) => points(ratio));
  return {
    deletions: round(without! - was!),
    indirect: round(now! - without!),
    direct: round(is! - now!),
    comparable: true,
  };
}

/** A delta that nothing is said about, with why. */
export function notComparable(reason: string): CoverageDelta {
  return { direct: null, deletions: null, indirect: null, comparable: false, reason };
}

const NO_LINES = { line: new Uint32Array(0), hits: new Uint32Array(0) };

function points({ covered, total }: Ratio): number {
  return total === 0 ? 0 : (covered * 100) / total;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
