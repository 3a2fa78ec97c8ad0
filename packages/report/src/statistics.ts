/** Quantile of ascending numbers, of the first `n` of them, by linear interpolation (Hyndman and Fan's type 7); NaN for none. */
export function sortedQuantile(sorted: ArrayLike<number>, q: number, n = sorted.length): number {
  if (n === 0) return Number.NaN;
  const at = (n - 1) * q;
  const low = Math.floor(at);
  const below = sorted[low]!;
  const above = sorted[Math.min(low + 1, n - 1)]!;
  return below + (above - below) * (at - low);
}

export function median(values: Float64Array | Int32Array): number {
  return sortedQuantile(values.slice().sort(), 0.5);
}

/** Sorts the first `n` values in their place; for some dozens, of which a call of `sort` costs more than its work. */
export function sortFew(values: Int32Array, n: number): void {
  for (let i = 1; i < n; i++) {
    const value = values[i]!;
    let at = i;
    for (; at > 0 && values[at - 1]! > value; at--) values[at] = values[at - 1]!;
    values[at] = value;
  }
}

/** Two significant digits: 1234 → 1200. What a chart shows of a duration, and half the bytes. */
export function twoDigits(value: number): number {
  if (value < 100) return Math.round(value);
  let unit = 1;
  while (value >= unit * 100) unit *= 10;
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
export function stepOf(values: Float64Array, ratio: number, least: number): Step | null {
  const n = values.length;
  if (n < 2 * SIDE) return null;
  const sorted = values.slice().sort();
  const low = sortedQuantile(sorted, 0.05);
  const high = sortedQuantile(sorted, 0.95);
  const sum = new Float64Array(n + 1);
  const squares = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) {
    const log = Math.log(Math.min(Math.max(values[i]!, low), high) + 1);
    sum[i + 1] = sum[i]! + log;
    squares[i + 1] = squares[i]! + log * log;
  }
  let best = { at: 0, t: 0 };
  for (let at = SIDE; at <= n - SIDE; at++) {
    const left = sum[at]! / at;
    const right = (sum[n]! - sum[at]!) / (n - at);
    const error =
      variance(left, squares[at]!, at) / at + variance(right, squares[n]! - squares[at]!, n - at) / (n - at);
    const t = Math.abs(right - left) / Math.sqrt(error + 1e-6);
    if (t > best.t) best = { at, t };
  }
  if (best.t < LEAST_T) return null;
  const before = median(values.subarray(0, best.at));
  const after = median(values.subarray(best.at));
  const big = Math.max(before, after);
  const small = Math.min(before, after);
  return big - small >= least && big >= small * ratio ? { at: best.at, before, after } : null;
}

function variance(mean: number, squares: number, n: number): number {
  return Math.max(0, squares / n - mean * mean);
}
