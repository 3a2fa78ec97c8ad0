import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OrgOptions, org } from '@qitops/commands';
import { repositoryFacts } from '@qitops/github';
import { GitStore, History } from '@qitops/history';
import { SITE_SCHEMA_VERSION, type SiteSummary } from '@qitops/model';
import { Git } from '@qitops/repository';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { actionsBot } from './accounts.ts';
import { type LocalGitHub, startLocalGitHub } from './server.ts';
import { LocalRepository } from './state.ts';

const REF = 'refs/qitops/history';
const SUMMARY: SiteSummary = {
  schemaVersion: SITE_SCHEMA_VERSION,
  title: 'shop',
  repositoryUrl: null,
  reportUrl: 'javascript:alert(1)',
  generatedAt: '2026-11-21T10:00:00.000Z',
  verdict: 'failed',
  sentence: '1 new failure',
  sha: 'a'.repeat(40),
  startedAt: '2026-11-21T09:00:00.000Z',
  tests: 3,
  runs: 2,
  passRate: 66.66,
  passRateOf: 6,
  lineCoverage: null,
  flakyTests: null,
  newFailures: 1,
  stillFailing: 0,
};
let folder: string;
let github: LocalGitHub;
let warnings: string[];

function repository(name: string, isPublic: boolean): LocalRepository {
  const bare = join(folder, `${name}.git`);
  execFileSync('git', ['init', '-q', '--bare', bare]);
  return new LocalRepository({ owner: 'acme', name, bare, isPublic });
}

function history(name: string): History {
  const git = new Git(join(folder, `${name}.git`));
  return new History(new GitStore({ git, ref: REF, remote: null }), (text) => text);
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qitops-org-'));
  warnings = [];
  github = await startLocalGitHub([
    repository('shop', true),
    repository('ledger', false),
    repository('new', true),
  ]);
  github.tokens.set('ghs_read', actionsBot({ contents: 'read', metadata: 'read' }));
  await history('shop').keepSummary(SUMMARY);
});
afterEach(async () => {
  expect(github.violations).toEqual([]);
  await github.close();
  rmSync(folder, { recursive: true, force: true });
});

function index(names: string[], more: Partial<OrgOptions> = {}) {
  const log = { info: () => {}, warn: (line: string) => warnings.push(line) };
  return org({ cwd: folder, env: {}, log } as never, {
    repositories: names.map((name) => `acme/${name}`),
    store: `ref:${REF}`,
    place: 'public',
    allowStricter: false,
    out: 'index',
    member: (one) => {
      const [owner, name] = one.split('/') as [string, string];
      return repositoryFacts({
        apiUrl: github.url,
        token: 'ghs_read',
        repository: { owner, name },
        secondMs: 1,
      });
    },
    ...more,
  });
}

describe('an index of repositories', () => {
  it('has the figures of each history, and names what cannot be read with the reason', async () => {
    const document = await index(['shop', 'new', 'gone']);
    expect(document.repositories).toEqual([
      { repository: 'acme/shop', visibility: 'public', summary: SUMMARY },
    ]);
    expect(document.unreadable).toMatchObject([
      { repository: 'acme/new', reason: expect.stringContaining('has no summary.json') },
      { repository: 'acme/gone', reason: expect.stringContaining('there is no such repository') },
    ]);
    expect(warnings).toHaveLength(2);
    const { rows } = JSON.parse(readFileSync(join(folder, 'index/org.json'), 'utf8'));
    expect(rows).toMatchObject([{ summary: { sentence: '1 new failure', reportUrl: null } }]);
  });

  it('is not written for more people than may see each repository, unless that is allowed', async () => {
    await history('ledger').keepSummary(SUMMARY);
    await expect(index(['shop', 'ledger'])).rejects.toThrow(
      /would be public and shows figures of acme\/ledger \(private\)/,
    );
    expect((await index(['shop', 'ledger'], { place: 'private' })).visibility).toBe('private');
    expect((await index(['shop', 'ledger'], { allowStricter: true })).repositories).toHaveLength(2);
  });

  it('says of figures of another version that they are', async () => {
    const store = new GitStore({ git: new Git(join(folder, 'shop.git')), ref: REF, remote: null });
    await store.write(new Map([['summary.json', Buffer.from('{"schemaVersion":9}')]]), 'Another');
    expect((await index(['shop'])).unreadable[0]!.reason).toMatch(/another version \(schemaVersion/);
  });

  it('takes a ref only, and at least one repository', async () => {
    await expect(index(['shop'], { store: 'folder' })).rejects.toThrow(/no ref that other repositories have/);
    await expect(index([])).rejects.toThrow(/no repository is named/);
  });
});

describe('the figures that a history keeps', () => {
  it('are not written again for another time of the report alone', async () => {
    const top = () =>
      execFileSync('git', ['--git-dir', join(folder, 'shop.git'), 'rev-parse', REF], { encoding: 'utf8' });
    const before = top();
    await history('shop').keepSummary({ ...SUMMARY, generatedAt: '2026-11-22T10:00:00.000Z' });
    expect(top()).toBe(before);
    await history('shop').keepSummary({ ...SUMMARY, runs: 3 });
    expect(top()).not.toBe(before);
  });
});
