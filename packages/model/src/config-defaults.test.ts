import { expect, test } from 'vitest';
import { Config } from './config.ts';
import { CONFIG_DEFAULTS, configKeys } from './config-defaults.ts';

test('every key of the configuration has a default in words, and no other has', () => {
  expect(Object.keys(CONFIG_DEFAULTS).sort()).toEqual(
    configKeys()
      .map((path) => path.join('.'))
      .sort(),
  );
});

test.each([
  [{ accent: 'url(https://example.org/x)' }],
  [{ accent: 'red;background:blue' }],
  [{ logo: 'https://example.org/logo.png' }],
  [{ logo: '../logo.png' }],
  [{ links: [{ title: 'Site', url: 'http://example.org' }] }],
  [{ links: [{ title: 'Site', url: 'javascript:alert(1)' }] }],
  [{ links: [{ title: '', url: 'https://example.org' }] }],
])('a report with %j is refused', (report) => {
  expect(Config.safeParse({ report }).success).toBe(false);
});

test('a colour, a picture of the repository and https links are taken', () => {
  const report = {
    accent: 'hsl(210 80% 40%)',
    logo: 'docs/logo.png',
    links: [{ title: 'Handbook', url: 'https://example.org/book?a=1' }],
  };
  expect(Config.parse({ report })).toEqual({ report });
});
