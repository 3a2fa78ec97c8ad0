import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gitCredentials } from './git-credentials.ts';

/** The Authorization headers that git sends from a repository whose checkout left credentials. */
async function headersSent(token: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'qitops-git-'));
  const sent: string[] = [];
  const server = createServer((request, response) => {
    for (let at = 0; at < request.rawHeaders.length; at += 2) {
      if (/^authorization$/i.test(request.rawHeaders[at]!)) sent.push(request.rawHeaders[at + 1]!);
    }
    response.statusCode = 404;
    response.end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    execFileSync('git', ['init', '-q', folder]);
    execFileSync('git', ['config', `http.${url}/.extraheader`, 'AUTHORIZATION: basic left'], { cwd: folder });
    const env = { ...process.env, ...gitCredentials(url, token), GIT_TERMINAL_PROMPT: '0' };
    await new Promise((done) =>
      execFile('git', ['ls-remote', `${url}/acme/shop`], { cwd: folder, env }, done),
    );
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return sent;
}

describe('credentials for git', () => {
  it('are sent once, instead of those that a checkout left', async () => {
    const basic = Buffer.from('x-access-token:ghs_x').toString('base64');
    expect(await headersSent('ghs_x')).toEqual([`basic ${basic}`]);
  });

  it('are those of the checkout without a token', async () => {
    expect(await headersSent('')).toEqual(['basic left']);
  });
});
