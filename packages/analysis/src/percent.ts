import type { Ratio } from '@qitops/model';

/** Percent with one decimal, rounded down, so that 99.96 never reads 100; null when there is nothing to divide by. */
export function percentOf(ratio: Ratio): number | null {
  if (ratio.total === 0) return null;
  return Math.floor((ratio.covered * 1000) / ratio.total) / 10;
}

/** Whether `ratio` reaches `percent`, judged on integers so that rounding decides nothing. */
export function reaches(ratio: Ratio, percent: number): boolean {
  return ratio.covered * 100 >= percent * ratio.total;
}
