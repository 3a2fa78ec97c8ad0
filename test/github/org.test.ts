import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OrgOptions, org } from '@qitops/commands';
import { ownerRepositories, repositoryFacts } from '@qitops/github';
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
let remarks: string[];

function repository(
  name: string,
  isPublic: boolean,
  more: Partial<ConstructorParameters<typeof LocalRepository>[0]> = {},
): LocalRepository {
  const bare = join(folder, `${name}.git`);
  execFileSync('git', ['init', '-q', '--bare', bare]);
  return new LocalRepository({ owner: 'acme', name, bare, isPublic, ...more });
}

function history(name: string): History {
  const git = new Git(join(folder, `${name}.git`));
  return new History(new GitStore({ git, ref: REF, remote: null }), (text) => text);
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qitops-org-'));
  warnings = [];
  remarks = [];
  github = await startLocalGitHub([
    repository('shop', true),
    repository('ledger', false),
    repository('new', true),
    repository('Shop-old', true, { isArchived: true }),
    repository('shop-fork', true, { isFork: true }),
    repository('web', true, { owner: 'kim', ofPerson: true }),
    // a second page of the list
    ...Array.from({ length: 101 }, (_, i) => new LocalRepository({ owner: 'many', name: `r${1000 + i}` })),
  ]);
  github.tokens.set('ghs_read', actionsBot({ contents: 'read', metadata: 'read' }));
  await history('shop').keepSummary(SUMMARY);
});
afterEach(async () => {
  expect(github.violations).toEqual([]);
  await github.close();
  rmSync(folder, { recursive: true, force: true });
});

const client = () => ({ apiUrl: github.url, token: 'ghs_read', secondMs: 1 });

function index(names: string[], more: Partial<OrgOptions> = {}) {
  const log = { info: (line: string) => remarks.push(line), warn: (line: string) => warnings.push(line) };
  return org({ cwd: folder, env: {}, log } as never, {
    repositories: names.map((name) => `acme/${name}`),
    store: `ref:${REF}`,
    place: 'public',
    allowStricter: false,
    out: 'index',
    member: (one) => {
      const [owner, name] = one.split('/') as [string, string];
      return repositoryFacts({ ...client(), repository: { owner, name } });
    },
    list: (owner) => ownerRepositories({ ...client(), owner }),
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
      /would be public and shows acme\/ledger \(private\)/,
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

describe('repositories named by a pattern', () => {
  const names = async (...patterns: string[]) => {
    const document = await index([], { repositories: patterns, place: 'private' });
    return [...document.repositories, ...document.unreadable].map((one) => one.repository).sort();
  };

  it('are all of the owner that the token sees, without forks and archived ones, which is said', async () => {
    expect(await names('acme/*')).toEqual(['acme/ledger', 'acme/new', 'acme/shop']);
    expect(remarks).toEqual(['acme/*: 3 repositories that the token can see; left out: 1 archived, 1 fork']);
  });

  it('are those whose name fits, and one that is named itself is taken whatever it is', async () => {
    expect(await names('acme/SH*', 'acme/n?w')).toEqual(['acme/new', 'acme/shop']);
    expect(await names('acme/sh*', 'acme/shop', 'acme/shop-fork')).toEqual(['acme/shop', 'acme/shop-fork']);
  });

  it('may be of a person, and on many pages', async () => {
    expect(await names('kim/*')).toEqual(['kim/web']);
    const found = await ownerRepositories({ ...client(), owner: 'many' });
    expect(found).toHaveLength(101);
    expect(github.requests.filter((one) => one.startsWith('GET /orgs/many/'))).toHaveLength(2);
  });

  it('are not named in a place that more people see, whether or not they can be read', async () => {
    const open = index([], { repositories: ['acme/*'] });
    await expect(open).rejects.toThrow(/would be public and shows acme\/ledger \(private\)/);
    const allowed = await index([], { repositories: ['acme/*'], allowStricter: true });
    expect(allowed).toMatchObject({ visibility: 'private', repositories: [{ repository: 'acme/shop' }] });
    // whoever writes the name down tells it
    expect((await index(['shop', 'ledger'])).visibility).toBe('public');
  });

  it('that are none, too many or unknown end with what to do', async () => {
    const all = (pattern: string, more: Partial<OrgOptions> = {}) =>
      index([], { repositories: [pattern], ...more });
    await expect(all('acme/none-*')).rejects.toThrow(/acme\/none-\*: no repository is named/);
    await expect(all('nobody/*')).rejects.toThrow(
      /nobody\/\*: GitHub knows no organisation and no person nobody/,
    );
    const list = async () =>
      Array.from({ length: 1001 }, (_, i) => ({
        name: `r${i}`,
        visibility: 'public' as const,
        archived: false,
        fork: false,
      }));
    await expect(all('acme/*', { list })).rejects.toThrow(/more than 1000 repositories are named/);
    github.faults.add('GET', /\/orgs\/acme\/repos$/, { kind: 'status', status: 503 }, { times: 9 });
    await expect(all('acme/*')).rejects.toThrow(
      /GitHub did not answer when asked to list the repositories of acme/,
    );
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
