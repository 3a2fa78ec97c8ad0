import { expect, test } from 'vitest';
import { failureKind } from './failure-kind.ts';

test.each([
  ['Error: expect(received).toBe(expected): expected 10.13, received 10.12', 'assertion'],
  ['AssertionError: expected 1 to equal 2', 'assertion'],
  ['expected:<1> but was:<2>', 'assertion'],
  ['assert 3 == 4', 'assertion'],
  ['TimeoutError: locator.click: Timeout 30000ms exceeded.', 'timeout'],
  ['Exceeded timeout of 5000 ms for a test', 'timeout'],
  ['context deadline exceeded', 'timeout'],
  ['connect ECONNREFUSED 127.0.0.1:5432', 'environment'],
  ['Request failed: 503 Service Unavailable', 'environment'],
  ['Target page, context or browser has been closed', 'environment'],
  ["TypeError: Cannot read properties of undefined (reading 'id')", 'error'],
  ['java.lang.NullPointerException', 'error'],
  ['panic: runtime error: index out of range', 'error'],
  ['the price is wrong', 'assertion'],
] as const)('"%s" is of the kind %s', (message, kind) => {
  expect(failureKind(message, false)).toBe(kind);
});

test('a test that errored without words threw, one that failed did not hold', () => {
  expect([failureKind('', true), failureKind('', false)]).toEqual(['error', 'assertion']);
});
