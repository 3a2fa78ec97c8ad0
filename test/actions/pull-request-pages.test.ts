import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openArchive } from '@qitops/github';
import { archive } from '@qitops/github/testing';
import { GitStore, History } from '@qitops/history';
import type { SiteManifest, SitePr, SitePrs } from '@qitops/model';
import { Git } from '@qitops/repository';
import { afterEach, expect, it } from 'vitest';
import { describeWithRunner } from '../runner/platform.ts';
import { errorsOf, warningsOf } from './reading.ts';
import { Scenario, type ScenarioOptions } from './scenario.ts';
import { BROKEN_DISCOUNT, RUN_TESTS, SHOP, workflow } from './shop.ts';

const READ_ONLY = { contents: 'read', 'pull-requests': 'read' } as const;
const WRITE = { contents: 'write', actions: 'read', 'pull-requests': 'read' } as const;
const CI = workflow([`run: ${RUN_TESTS}`, 'uses: qitops/analyze-pr@v1']);

let scenario: Scenario;
let site: string;
const history = () =>
  new History(
    new GitStore({ git: new Git(scenario.bare), ref: 'refs/qitops/history', remote: null }),
    (text) => text,
  );
const artifacts = () => scenario.github.results.artifacts;

async function open(options: Partial<ScenarioOptions> = {}): Promise<void> {
  site = join(mkdtempSync(join(tmpdir(), 'qitops-pages-')), 'site');
  scenario = await Scenario.open({ main: [SHOP], topic: BROKEN_DISCOUNT, title: 'Rabat <b>', ...options });
}

/** The report of the default branch, after the pull request's run has ended. */
function report(permissions: object = WRITE, runId = 2001, more: { server?: string } = {}) {
  const REPORT = workflow([`uses: qitops/report@v1\n        with: { out: ${site} }`]);
  return scenario.run(REPORT, { event: scenario.push(), permissions, runId, ...more });
}

function read<T>(file: string): T {
  return JSON.parse(readFileSync(join(site, file), 'utf8')) as T;
}

/** The list of pull requests, and the page of each; none when the site has no such page. */
function pages(): { prs: SitePrs['prs']; page: SitePr | null } {
  expect(existsSync(join(site, 'prs.html'))).toBe(true);
  const { files } = read<SiteManifest>('data/manifest.json');
  const prs = files.prs ? read<SitePrs>(files.prs).prs : [];
  return { prs, page: prs[0] ? read<SitePr>(prs[0].data) : null };
}

/** Puts another document in the place of the one that the pull request's run left. */
async function tamper(change: (report: Record<string, unknown>) => unknown): Promise<void> {
  const [own] = artifacts().artifacts.splice(0);
  const bytes = await openArchive(artifacts().content(own!), 'qitops.json', 1e7);
  const text = JSON.stringify(change(JSON.parse(new TextDecoder().decode(bytes))));
  artifacts().add(own!, own!.name, archive({ name: 'qitops.json', text }), 'application/zip');
}

afterEach(async () => {
  expect(scenario.github.violations).toEqual([]);
  await scenario.close();
});

describeWithRunner('an open pull request whose run has ended', () => {
  it('has its page in the report of the default branch, with what was suggested for it', async () => {
    await open();
    const ci = await scenario.run(CI);
    expect(artifacts().artifacts.map(({ name }) => name)).toEqual(['qitops-pull-test.0-a1']);
    const job = await report();
    expect(errorsOf(job)).toEqual([]);
    expect(warningsOf(job)).toEqual([]);
    const { prs, page } = pages();
    expect(prs).toMatchObject([{ pr: 7, title: 'Rabat <b>', head: scenario.head, outside: false }]);
    expect(Date.parse(prs[0]!.keptAt!)).toBeGreaterThan(0);
    expect(page!.document.headline).toBe(ci.steps.find(({ outputs }) => outputs.headline)!.outputs.headline);
    expect(page!.suggestions).not.toBeNull();
    // for an index of many repositories
    expect(await history().summary()).toMatchObject({
      title: 'acme/shop',
      verdict: 'unknown',
      reportUrl: null,
    });
    expect((await history().view()).runs).toEqual([]);
    expect(await history().coverageKeys()).toEqual(new Set());
  });

  it('is asked for once: the next report asks for the list alone', async () => {
    await open();
    await scenario.run(CI);
    await report();
    const before = scenario.github.requests.length;
    const job = await report(WRITE, 2002);
    expect(job.log).not.toContain('Kept what was found out');
    const asked = scenario.github.requests.slice(before).filter((request) => request.includes('/artifacts'));
    expect(asked).toHaveLength(1);
    expect(pages().prs).toHaveLength(1);
  });

  it('says of a head that moved on that nothing was reported of it', async () => {
    await open();
    await scenario.run(CI);
    await report();
    const { head } = scenario;
    scenario.pushToTopic({ 'notes.md': 'more' });
    await report(WRITE, 2002);
    expect(pages().prs).toMatchObject([{ head, headNow: scenario.head }]);
    await scenario.run(CI, { runId: 1002 });
    await report(WRITE, 2003);
    expect(pages().prs).toMatchObject([{ head: scenario.head, headNow: null }]);
    expect(await history().pullRequests()).toEqual([{ number: 7, head: scenario.head }]);
  });

  it('goes from the report when it is closed', async () => {
    await open();
    await scenario.run(CI);
    await report();
    scenario.repository.pulls.get(7)!.state = 'closed';
    await report(WRITE, 2002);
    expect(pages().prs).toEqual([]);
  });

  it('is not in the report where the token may not read artifacts, which names the permission', async () => {
    await open({ hidden: true });
    await scenario.run(CI);
    const job = await report({ contents: 'write', 'pull-requests': 'read' });
    expect(errorsOf(job)).toEqual([]);
    expect(job.log).toMatch(/No news of open pull requests.*actions: read/);
    expect(pages().prs).toEqual([]);
  });
});

describeWithRunner('what the run of a fork left', () => {
  it('is told anew by the rules of the default branch, without what it says it tried', async () => {
    await open({ fork: true });
    await scenario.run(CI, { permissions: READ_ONLY });
    await tamper((found) => ({
      ...found,
      analysis: {
        ...(found.analysis as object),
        headline: 'Approved by security',
        verdict: 'passed',
        base: 'b'.repeat(40),
        head: 'c'.repeat(40),
      },
    }));
    const job = await report();
    expect(errorsOf(job)).toEqual([]);
    const { prs, page } = pages();
    expect(prs).toMatchObject([{ outside: true, head: scenario.head, verdict: 'failed' }]);
    expect(page!.document).toMatchObject({ base: scenario.base, head: scenario.head });
    expect(page!.suggestions).toBeNull();
    expect(JSON.stringify(page)).not.toContain('Approved');
  });

  it('is not taken when it is no report, and the site stands', async () => {
    await open({ fork: true });
    await scenario.run(CI, { permissions: READ_ONLY });
    await tamper((found) => ({ ...found, more: 1 }));
    const job = await report();
    expect(job.conclusion).toBe('success');
    expect(warningsOf(job)).toEqual([
      expect.stringMatching(/Pull request 7: qitops-analysis-test-a1 was not taken/),
    ]);
    expect(pages().prs).toEqual([]);
  });

  it('is not taken for the pull request of another branch with the same commit', async () => {
    await open({ fork: true });
    await scenario.run(CI, { permissions: READ_ONLY });
    scenario.repository.pulls.get(7)!.head.ref = 'elsewhere';
    await report();
    expect(pages().prs).toEqual([]);
  });
});

describeWithRunner('an open pull request on GitHub Enterprise Server, which has no artifacts', () => {
  const ON_SERVER = { server: 'https://github.acme.example' };
  const PULLS = 'refs/qitops/pulls/';
  const LEAVE = { contents: 'write', 'pull-requests': 'write' } as const;
  const leave = (runId = 1001) => scenario.run(CI, { ...ON_SERVER, permissions: LEAVE, runId });
  const reportThere = (runId = 2001, permissions: object = WRITE) => report(permissions, runId, ON_SERVER);
  const git = (...args: string[]) =>
    execFileSync('git', ['--git-dir', scenario.bare, ...args], { encoding: 'utf8' }).trim();

  it('has its page by a ref that its run pushed, which is asked for once and goes after a week', async () => {
    await open();
    const ci = await leave();
    expect(artifacts().artifacts).toEqual([]);
    const [ref] = scenario.refs(PULLS);
    expect(ref).toMatch(new RegExp(`^${PULLS}7/${scenario.head}/1001/\\d{8}/qitops-pull-test\\.0-a1$`));
    const job = await reportThere();
    expect([...errorsOf(job), ...warningsOf(job)]).toEqual([]);
    const { prs, page } = pages();
    expect(prs).toMatchObject([{ pr: 7, title: 'Rabat <b>', head: scenario.head, outside: false }]);
    expect(page!.document.headline).toBe(ci.steps.find(({ outputs }) => outputs.headline)!.outputs.headline);

    const before = scenario.github.requests.length;
    await reportThere(2002);
    const asked = scenario.github.requests.slice(before).filter((request) => request.includes('/actions/'));
    expect(asked).toEqual([]);
    expect(pages().prs).toHaveLength(1);

    git('update-ref', ref!.replace(/\/\d{8}\//, '/20200101/'), git('rev-parse', ref!));
    git('update-ref', '-d', ref!);
    await reportThere(2003);
    expect(scenario.refs(PULLS)).toEqual([]);
    expect(pages().prs).toHaveLength(1);
  });

  it('has none where its job may not push, which a line of its log says', async () => {
    await open();
    scenario.refusePushes('Permission to acme/shop.git denied to github-actions[bot].');
    const ci = await leave();
    expect(ci.log).toMatch(/Nothing was left for the report.*denied.*add "contents: write"/);
    expect(scenario.refs(PULLS)).toEqual([]);
  });

  it('takes nothing of a run that is not of its head, and nothing that is no report', async () => {
    await open();
    await leave();
    const [ref] = scenario.refs(PULLS);
    const commit = git('rev-parse', ref!);
    git('update-ref', ref!.replace('/1001/', '/999/'), commit); // the host knows no such run
    git('update-ref', ref!.replace('/1001/', '/2001/'), commit); // a run of the default branch
    git('update-ref', '-d', ref!);
    scenario.repository.heads.set(2001, { sha: scenario.base, branch: 'main', repositoryId: 1 });
    await reportThere(2002);
    expect(pages().prs).toEqual([]);

    const blob = execFileSync('git', ['--git-dir', scenario.bare, 'hash-object', '-w', '--stdin'], {
      encoding: 'utf8',
      input: '{"kind":"pull"}',
    }).trim();
    const tree = execFileSync('git', ['--git-dir', scenario.bare, 'mktree'], {
      encoding: 'utf8',
      input: `100644 blob ${blob}\tqitops.json\n`,
    }).trim();
    const author = ['-c', 'user.name=x', '-c', 'user.email=x@example.com'];
    git('update-ref', ref!, git(...author, 'commit-tree', tree, '-m', 'x'));
    const job = await reportThere(2003);
    expect(warningsOf(job)).toEqual([
      expect.stringMatching(/Pull request 7: qitops-pull-test.0-a1 was not taken/),
    ]);
    expect(pages().prs).toEqual([]);
  });

  it('of a fork takes nothing: its run cannot push, so it is somebody else who did', async () => {
    await open();
    await leave();
    const pull = scenario.repository.pulls.get(7)!;
    pull.head.repositoryId = 2;
    pull.head.owner = 'mallory';
    scenario.repository.heads.get(1001)!.repositoryId = 2;
    await reportThere(2002);
    expect(pages().prs).toEqual([]);
  });
});
