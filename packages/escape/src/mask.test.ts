import { describe, expect, it } from 'vitest';
import { maskSecrets } from './mask.ts';

describe('maskSecrets', () => {
  it.each([
    ['a GitHub token', `ghp_${'a1'.repeat(18)}`],
    ['a fine-grained GitHub token', `github_pat_${'a1'.repeat(20)}`],
    ['an OpenAI key', `sk-proj-${'a1'.repeat(16)}`],
    ['an AWS key id', `AKIA${'A1'.repeat(8)}`],
    ['a JSON web token', `eyJ${'a'.repeat(12)}.${'b'.repeat(12)}.${'c'.repeat(12)}`],
    ['a header of git', `AUTHORIZATION: basic ${'eC1h'.repeat(8)}==`],
    ['a header in JSON', `"Authorization": "Bearer ${'a1-_'.repeat(8)}"`],
    ['a password in a URL', 'postgres://user:hunter2@db'],
  ])('hides %s', (_, secret) => {
    const masked = maskSecrets(`before ${secret} after`);
    expect(masked).toContain('***');
    expect(masked).not.toContain(secret);
    expect(masked.startsWith('before ')).toBe(true);
  });
  it('hides a private key even when its end was cut off', () => {
    expect(maskSecrets('-----BEGIN RSA PRIVATE KEY-----\nMIIE')).toBe('***');
  });
  it('leaves ordinary text alone', () => {
    expect(maskSecrets('expected 12 to be 13 at src/a.ts:4')).toBe('expected 12 to be 13 at src/a.ts:4');
  });
});
