import { describe, expect, it } from 'vitest';
import { safeLink, urlPath } from './url.ts';

describe('safeLink', () => {
  it('takes https and loopback', () => {
    expect(safeLink('https://example.com/a')).toBe('https://example.com/a');
    expect(safeLink('http://127.0.0.1:8080/')).toBe('http://127.0.0.1:8080/');
  });
  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'http://example.com',
    'https://user:pw@example.com',
    'not a url',
  ])('refuses %s', (url) => {
    expect(safeLink(url)).toBeNull();
  });
});

describe('urlPath', () => {
  it('encodes segments and keeps slashes', () => {
    expect(urlPath('x b/café#1.py')).toBe('x%20b/caf%C3%A9%231.py');
  });
});
