/** Logarithm of the sum of two numbers that are given by their logarithms. */
export function addLogs(a: number, b: number): number {
  if (a === Number.NEGATIVE_INFINITY) return b;
  const high = Math.max(a, b);
  return high + Math.log1p(Math.exp(Math.min(a, b) - high));
}

/** Logarithm of the sum of numbers that are given by their logarithms. */
export function sumLogs(logs: readonly number[]): number {
  return logs.reduce(addLogs, Number.NEGATIVE_INFINITY);
}
