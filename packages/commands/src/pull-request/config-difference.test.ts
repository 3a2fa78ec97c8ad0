import { expect, it } from 'vitest';
import { configDifference } from './config-difference.ts';

it('the difference of two configurations is told setting by setting', () => {
  const before = { gates: { patchCoverage: 80, tests: true }, ignore: ['a/**'] };
  const after = { gates: { patchCoverage: { value: 10, level: 'warn' as const }, tests: true }, minLines: 9 };
  expect(configDifference(before, after)).toEqual([
    'gates.patchCoverage: 80 → not set',
    'gates.patchCoverage.level: not set → "warn"',
    'gates.patchCoverage.value: not set → 10',
    'ignore: ["a/**"] → not set',
    'minLines: not set → 9',
  ]);
  expect(configDifference(before, before)).toEqual([]);
});

it('what is too much is counted', () => {
  const owners = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`f${index}`, ['dana']]));
  expect(configDifference({}, { owners }).at(-1)).toBe('4 more');
});
