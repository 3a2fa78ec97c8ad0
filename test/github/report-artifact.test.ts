import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchReport, uploadReport } from '@qitops/github';
import { archive } from '@qitops/github/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { person } from './accounts.ts';
import { type LocalGitHub, startLocalGitHub } from './server.ts';
import { LocalRepository } from './state.ts';

let github: LocalGitHub;
let repository: LocalRepository;
let folder: string;
beforeEach(async () => {
  repository = new LocalRepository({ owner: 'acme', name: 'shop' });
  github = await startLocalGitHub([repository]);
  github.tokens.set('ghp', person('dana', 5, { actions: 'read' }));
  github.tokens.set('ghp_none', person('dana', 5));
  folder = mkdtempSync(join(tmpdir(), 'qitops-report-'));
  vi.stubEnv('GITHUB_SERVER_URL', 'https://github.com');
  vi.spyOn(process.stdout, 'write').mockReturnValue(true); // the client writes to the log of the job
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  expect(github.violations).toEqual([]);
  await github.close();
  rmSync(folder, { recursive: true, force: true });
});

function inRun(runId: number): void {
  const job = { repositoryId: 1, runId, job: 'report', ref: 'refs/heads/main', readableRefs: [] };
  for (const [name, value] of Object.entries(github.results.variables(job))) vi.stubEnv(name, value);
}
async function uploaded(runId: number, text: string, attempt = 1): Promise<void> {
  inRun(runId);
  const site = join(folder, `site-${runId}`);
  mkdirSync(join(site, 'data'), { recursive: true });
  writeFileSync(join(site, 'index.html'), text);
  writeFileSync(join(site, 'data/manifest.json'), '{}');
  expect(await uploadReport(site, attempt)).toBeNull();
}
const fetched = (token = 'ghp') =>
  fetchReport({ apiUrl: github.url, owner: 'acme', repository: 'shop', token, folder: join(folder, 'out') });
const page = () => readFileSync(join(folder, 'out/index.html'), 'utf8');

describe('the report as an artifact', () => {
  it('comes back as it was, the newest first', async () => {
    await uploaded(11, 'old');
    await uploaded(12, 'new');
    expect(await fetched()).toMatchObject({ runId: 12 });
    expect(page()).toBe('new');
    expect(existsSync(join(folder, 'out/data/manifest.json'))).toBe(true);
  });
  it('of a second attempt has a name of its own', async () => {
    await uploaded(11, 'first');
    await uploaded(11, 'second', 2);
    await fetched();
    expect(page()).toBe('second');
  });
  it('is not taken from a run of another branch, whatever its name', async () => {
    await uploaded(11, 'ours');
    await uploaded(12, 'theirs');
    repository.branches.set(12, 'topic');
    await fetched();
    expect(page()).toBe('ours');
  });
  it('leads nowhere outside of its folder', async () => {
    const evil = archive({ name: 'a.txt', text: 'x' });
    // the same length, so that the archive's own offsets hold
    const path = Buffer.from(evil.toString('latin1').replaceAll('a.txt', '../ab'), 'latin1');
    github.results.artifacts.add({ run: 'run-1-13', job: 'x' }, 'qitops-report', path, 'application/zip');
    await expect(fetched()).rejects.toThrow();
    expect(existsSync(join(folder, 'ab'))).toBe(false);
  });
  it('that is not there, or not to be read, is said with the remedy', async () => {
    await expect(fetched()).rejects.toThrow('no run of the default branch has uploaded a report');
    await uploaded(11, 'x');
    await expect(fetched('ghp_none')).rejects.toThrow('actions: read');
  });
});
