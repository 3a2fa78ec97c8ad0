import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { gitCredentials } from './git-credentials.ts';

describe('credentials for git', () => {
  it('stand for the server alone and after one that sets others aside', () => {
    const env = { ...process.env, ...gitCredentials('https://github.com/', 'ghs_x') };
    const read = (url: string) =>
      execFileSync('git', ['config', '--get-urlmatch', 'http.extraheader', url], {
        env,
        encoding: 'utf8',
      }).trim();
    const basic = Buffer.from('x-access-token:ghs_x').toString('base64');
    expect(read('https://github.com/acme/shop')).toBe(`AUTHORIZATION: basic ${basic}`);
    expect(() => read('https://example.com/acme/shop')).toThrow();
    const all = execFileSync('git', ['config', '--get-all', 'http.https://github.com/.extraheader'], {
      env,
      encoding: 'utf8',
    });
    expect(all.split('\n')[0]).toBe('');
  });

  it('are none without a token', () => {
    expect(gitCredentials('https://github.com', '')).toEqual({});
  });
});
