/** Quantile of ascending numbers by linear interpolation (Hyndman and Fan's type 7); NaN for none. */
export function sortedQuantile(sorted: ArrayLike<number>, q: number): number {
  if (sorted.length === 0) return Number.NaN;
  const at = (sorted.length - 1) * q;
  const low = Math.floor(at);
  const below = sorted[low]!;
  const above = sorted[Math.min(low + 1, sorted.length - 1)]!;
  return below + (above - below) * (at - low);
}

export function median(values: Iterable<number>): number {
  return sortedQuantile(Float64Array.from(values).sort(), 0.5);
}

/** Two significant digits: 1234 → 1200. What a chart shows of a duration, and half the bytes. */
export function twoDigits(value: number): number {
  if (value < 100) return value;
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Math.round(value / unit) * unit;
}

export interface Step {
  /** Position of the first value after the change. */
  at: number;
  /** Medians on either side. */
  before: number;
  after: number;
}

const SIDE = 5;
const LEAST_T = 6;

/**
 * The one place where a series stepped to another level, or null. The split with the greatest Welch t of the
 * logarithms (outer 5 % clipped), at least five values a side; it counts when t ≥ 6 and the medians differ by
 * `ratio` and by `least`. O(n log n).
 */
export function stepOf(values: readonly number[], ratio: number, least: number): Step | null {
  const n = values.length;
  if (n < 2 * SIDE) return null;
  const sorted = Float64Array.from(values).sort();
  const low = sortedQuantile(sorted, 0.05);
  const high = sortedQuantile(sorted, 0.95);
  const logs = values.map((value) => Math.log(Math.min(Math.max(value, low), high) + 1));
  const sum = [0];
  const squares = [0];
  for (const value of logs) {
    sum.push(sum.at(-1)! + value);
    squares.push(squares.at(-1)! + value * value);
  }
  let best = { at: 0, t: 0 };
  for (let at = SIDE; at <= n - SIDE; at++) {
    const left = spread(sum[at]!, squares[at]!, at);
    const right = spread(sum[n]! - sum[at]!, squares[n]! - squares[at]!, n - at);
    const t = Math.abs(right.mean - left.mean) / Math.sqrt(left.error + right.error + 1e-6);
    if (t > best.t) best = { at, t };
  }
  if (best.t < LEAST_T) return null;
  const before = median(values.slice(0, best.at));
  const after = median(values.slice(best.at));
  const big = Math.max(before, after);
  const small = Math.min(before, after);
  return big - small >= least && big >= small * ratio ? { at: best.at, before, after } : null;
}

function spread(sum: number, squares: number, n: number): { mean: number; error: number } {
  const mean = sum / n;
  return { mean, error: Math.max(0, squares / n - mean * mean) / n };
}
