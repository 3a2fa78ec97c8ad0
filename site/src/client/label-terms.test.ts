import { expect, test } from 'vitest';
import { labelHref, labelQuery } from './label-terms.ts';

const LINKS = { issue: 'https://tracker.example.org/browse/{}?from=tests' };

test('a label leads where the configuration says, its value written as part of an address', () => {
  expect(labelHref(LINKS, 'issue', 'SHOP-12')).toBe('https://tracker.example.org/browse/SHOP-12?from=tests');
  expect(labelHref(LINKS, 'issue', '../x?y#z$&')).toBe(
    'https://tracker.example.org/browse/..%2Fx%3Fy%23z%24%26?from=tests',
  );
});

test.each([
  ['severity', 'critical'],
  ['issue', '..'],
  ['issue', ''],
  ['constructor', 'x'],
])('%s %s leads nowhere outside', (name, value) => {
  expect(labelHref(LINKS, name, value)).toBeNull();
});

test('nothing but https is taken', () => {
  expect(labelHref({ issue: 'javascript:alert({})' }, 'issue', '1')).toBeNull();
});

test('a label with a space is found by a term in quotes', () => {
  expect(labelQuery('epic', 'Online shop')).toBe('label:"epic=Online shop"');
});
