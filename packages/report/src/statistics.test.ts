import { expect, test } from 'vitest';
import { median, sortedQuantile, stepOf, twoDigits } from './statistics.ts';

test('quantiles lie between the neighbours', () => {
  expect(sortedQuantile([1, 2, 3, 4], 0.5)).toBe(2.5);
  expect(sortedQuantile([5], 0.95)).toBe(5);
  expect(sortedQuantile([], 0.5)).toBeNaN();
  expect(median(Float64Array.of(9, 1, 5))).toBe(5);
});

test.each([
  [0, 0],
  [99, 99],
  [104, 100],
  [1250, 1300],
  [-1, -1],
  [98_765, 99_000],
])('%i has two significant digits as %i', (value, expected) => expect(twoDigits(value)).toBe(expected));

const noise = (base: number, n: number) =>
  Array.from({ length: n }, (_, i) => base * (1 + ((i * 37) % 11) / 50));

test('a lasting step is found where it happened', () => {
  const step = stepOf(Float64Array.from([...noise(100, 30), ...noise(200, 20)]), 4 / 3, 20);
  expect(step?.at).toBe(30);
  expect(step!.after / step!.before).toBeCloseTo(2, 1);
});

test.each([
  ['noise', noise(100, 50)],
  ['one outlier', [...noise(100, 25), 5000, ...noise(100, 25)]],
  ['a step that is too small to matter', [...noise(3, 25), ...noise(9, 25)]],
  ['too few values', [...noise(100, 4), ...noise(300, 4)]],
])('%s is no step', (_, values) => expect(stepOf(Float64Array.from(values), 4 / 3, 20)).toBeNull());
