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
function report(permissions: object = WRITE, runId = 2001) {
  const REPORT = workflow([`uses: qitops/report@v1\n        with: { out: ${site} }`]);
  return scenario.run(REPORT, { event: scenario.push(), permissions, runId });
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
