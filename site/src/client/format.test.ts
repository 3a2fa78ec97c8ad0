import { describe, expect, test } from 'vitest';
import { age, branchName, bytes, duration, minutes, percent, ranges } from './format.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('a share', () => {
  test.each([
    [1, 1, '100 %'],
    [999, 1000, '99.9 %'],
    [99_999, 100_000, '99.9 %'],
    [0, 5, '0 %'],
    [1, 100_000, '< 0.1 %'],
    [2, 3, '66.6 %'],
  ])('%i of %i is %s, never rounded up to all', (part, of, words) =>
    expect(plain(percent(part, of))).toBe(words),
  );

  test('of nothing is not measured, neither 0 nor 100 %', () => expect(percent(0, 0)).toBe('not measured'));
});

test.each([
  [null, 'not known'],
  [-1, 'not known'],
  [0, '0 ms'],
  [999.4, '999 ms'],
  [1234, '1.2 s'],
  [59_000, '59 s'],
  [61_000, '1 min 1 s'],
  [3_660_000, '1 h 1 min'],
  [344_940_000, '96 h'],
])('%s ms is %s', (ms, words) => expect(plain(duration(ms))).toBe(words));

test('small and large costs keep a unit that can be read', () => {
  const words = [0, 0.004, 0.23, 3.2, 42, 150].map(minutes).map(plain);
  expect(words).toEqual(['0 s', '< 1 s', '14 s', '3.2 min', '42 min', '2.5 h']);
});

test('an age counts whole units, and a clock that runs ahead is just now', () => {
  const now = Date.parse('2026-01-10T00:00:00Z');
  expect(age('2026-01-09T23:59:30Z', now)).toBe('just now');
  expect(age('2026-01-11T00:00:00Z', now)).toBe('just now');
  expect(age('2026-01-09T23:00:00Z', now)).toBe('1 hour ago');
  expect(age('2026-01-01T00:00:00Z', now)).toBe('9 days ago');
  expect(age('never', now)).toBe('at an unknown time');
});

test('lines next to each other are a range', () => {
  expect(ranges([3, 4, 5, 9, 11, 12])).toBe('3–5, 9, 11–12');
  expect(ranges([])).toBe('');
});

test('refs and sizes are short', () => {
  expect([branchName('refs/heads/a/b'), branchName('refs/pull/7/merge')]).toEqual(['a/b', 'pull/7']);
  expect([bytes(10), bytes(1500), bytes(2_500_000)]).toEqual(['10 B', '1.5 kB', '2.5 MB']);
});
