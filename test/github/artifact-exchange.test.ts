import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { artifactExchange } from '@qitops/github';
import { archive } from '@qitops/github/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LocalGitHub, startLocalGitHub } from './server.ts';
import { LocalRepository } from './state.ts';

const at = { run: 'run-1-5', job: 'other' };
const everything = (names: readonly string[]) => names;
const zip = (text = '{}') => archive({ name: 'qitops.json', text });

let github: LocalGitHub;
let folder: string;
beforeEach(async () => {
  github = await startLocalGitHub([new LocalRepository({ owner: 'acme', name: 'shop' })]);
  folder = mkdtempSync(join(tmpdir(), 'qitops-exchange-'));
  const job = { repositoryId: 1, runId: 5, job: 'test', ref: 'refs/heads/main', readableRefs: [] };
  for (const [name, value] of Object.entries(github.results.variables(job))) vi.stubEnv(name, value);
  vi.stubEnv('GITHUB_SERVER_URL', 'https://github.com');
  vi.spyOn(process.stdout, 'write').mockReturnValue(true); // the client writes to the log of the job
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  expect(github.violations).toEqual([]);
  expect(readdirSync(folder), 'what was downloaded is taken away').toEqual([]);
  await github.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('jobs that exchange results by artifacts', () => {
  it('get what was sent, as it was sent', async () => {
    const exchange = artifactExchange({ folder });
    const bytes = new TextEncoder().encode(`{"name":"ü${'x'.repeat(100_000)}"}`);
    await exchange.send({ name: 'qitops-a-0-a1', bytes });
    await exchange.send({ name: 'qitops-b-0-a1', bytes: new Uint8Array([1, 2]) });
    const { parcels, refused } = await exchange.receive((names) =>
      names.filter((name) => name.includes('-a-')),
    );
    expect(refused).toEqual([]);
    expect(parcels.map(({ name }) => name)).toEqual(['qitops-a-0-a1']);
    expect(Buffer.from(parcels[0]!.bytes).equals(bytes)).toBe(true);
  });

  it('refuse by name what is too large, and take the rest', async () => {
    const { artifacts } = github.results;
    artifacts.add(at, 'large', zip(), 'application/zip').size = 65 * 2 ** 20;
    artifacts.add(at, 'bomb', zip('0'.repeat(257 * 2 ** 20)), 'application/zip');
    artifacts.add(at, 'fine', zip(), 'application/zip');
    const { parcels, refused } = await artifactExchange({ folder }).receive(everything);
    expect(parcels.map(({ name }) => name)).toEqual(['fine']);
    expect(refused).toEqual([
      { name: 'bomb', reason: 'it is larger than 256 MiB' },
      { name: 'large', reason: 'it is larger than 64 MiB' },
    ]);
  });

  it('refuse more than there can be', async () => {
    for (let index = 0; index < 258; index += 1) {
      github.results.artifacts.add(at, `n${String(index).padStart(3, '0')}`, zip(), 'application/zip').size =
        2 ** 40;
    }
    const { refused } = await artifactExchange({ folder }).receive(everything);
    expect(refused.filter(({ reason }) => reason === 'a run has at most 256')).toHaveLength(2);
  });

  it('say on GitHub Enterprise Server that it has none, and what to do', async () => {
    vi.stubEnv('GITHUB_SERVER_URL', 'https://github.acme.example');
    const exchange = artifactExchange({ folder });
    const words = /GitHub Enterprise Server has no artifacts.*Fix: run the tests in one job/;
    await expect(exchange.send({ name: 'a', bytes: new Uint8Array([1]) })).rejects.toThrow(words);
    await expect(exchange.receive(everything)).rejects.toThrow(words);
  });

  it('say outside GitHub Actions that there are none', async () => {
    vi.stubEnv('ACTIONS_RUNTIME_TOKEN', '');
    await expect(artifactExchange({ folder }).receive(everything)).rejects.toThrow(
      /artifacts do not work here/,
    );
  });
});
