import { describe, expect, test } from 'vitest';
import { between, clockToMs, secondsToMs } from './duration.ts';

describe('times in seconds', () => {
  test.each([
    ['1.5', 1500],
    ['0', 0],
    ['1e-3', 1],
    ['1,750', 1750],
    ['0,5', 500],
    ['2,120.532', 2_120_532],
    ['2.120,532', 2_120_532],
    ['1,234,567', 1_234_567_000],
    ['1 024,5', 1_024_500],
    ["1'024.5", 1_024_500],
    ['0.017s', 17],
    ['0:00:01.5', 1500],
  ])('%s is %d ms', (text, ms) => {
    expect(secondsToMs(text)).toBe(ms);
  });

  test.each(['', ' ', 'NaN', 'Infinity', '-1', 'soon', undefined, null])('%s is unknown, not 0', (text) => {
    expect(secondsToMs(text)).toBeNull();
  });
});

test('clock times have days and fractions', () => {
  expect(clockToMs('00:00:00.0170545')).toBe(17.0545);
  expect(clockToMs('1.02:00:00')).toBe(26 * 3_600_000);
  expect(clockToMs('17 ms')).toBeNull();
});

test('a span that runs backwards is unknown', () => {
  expect(between('2026-01-01T00:00:00Z', '2026-01-01T00:00:01.5Z')).toBe(1500);
  expect(between('2026-01-01T00:00:01Z', '2026-01-01T00:00:00Z')).toBeNull();
  expect(between('then', '2026-01-01T00:00:00Z')).toBeNull();
});
