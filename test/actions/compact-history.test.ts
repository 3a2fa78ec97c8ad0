import { GitStore, History } from '@qitops/history';
import { FileCoverageBuilder } from '@qitops/model';
import { Git } from '@qitops/repository';
import { afterEach, expect, it } from 'vitest';
import { sampleRun } from '../history/sample-run.ts';
import { describeWithRunner } from '../runner/platform.ts';
import { errorsOf, warningsOf } from './reading.ts';
import { Scenario } from './scenario.ts';
import { BROKEN_DISCOUNT, SHOP, workflow } from './shop.ts';

const REPORT = workflow(['uses: qitops/report@v1']);
const WRITE = { contents: 'write', 'pull-requests': 'read' } as const;
/** The scenario's own is the one that is open. */
const OPEN = 7;
const CLOSED = 8;

let scenario: Scenario;
const store = () => new GitStore({ git: new Git(scenario.bare), ref: 'refs/qitops/history', remote: null });
const history = () => new History(store(), (text) => text);

/** A repository with a history of three months. */
async function start(hidden = false): Promise<void> {
  scenario = await Scenario.open({ main: [SHOP], topic: BROKEN_DISCOUNT, hidden });
  const builder = new FileCoverageBuilder('src/price.js');
  builder.line(2, 1);
  const files = new Map([['src/price.js', builder.build()]]);
  const add = (name: string, startedAt: string, pr: number | null = null) => {
    const { run } = sampleRun(name, {
      startedAt,
      pr,
      sha: scenario.base,
      trust: pr === null ? 'branch' : 'pr',
    });
    return { run, coverage: { sha: scenario.base, shards: ['0'], files } };
  };
  await history().add([
    add('old', '2026-09-01T00:00:00.000Z'),
    add('older', '2026-08-01T00:00:00.000Z'),
    add('open', '2026-11-01T00:00:00.000Z', OPEN),
    add('closed', '2026-11-01T00:00:00.000Z', CLOSED),
    add('new', '2026-11-02T00:00:00.000Z'),
  ]);
  for (const number of [OPEN, CLOSED])
    await history().keepPullRequest(number, scenario.head, { analysis: null, suggestions: null });
}
afterEach(async () => {
  expect(scenario.github.violations).toEqual([]);
  await scenario.close();
});

const keys = async (prefix: string) => store().list(prefix);

describeWithRunner('report, where the event may write the history', () => {
  it('folds old months and drops what is kept of closed pull requests, in a line, with one request', async () => {
    await start();
    const job = await scenario.run(REPORT, { event: scenario.push(), permissions: WRITE });
    expect(errorsOf(job)).toEqual([]);
    expect(warningsOf(job)).toEqual([]);
    expect(job.log).toMatch(/History of 5 runs: 2 runs folded into their months \([\d.]+ kB before/);
    expect(await keys('seg')).toEqual(['seg/2026-08.json', 'seg/2026-09.json']);
    expect(await keys('runs')).toHaveLength(3);
    expect((await history().pullRequests()).map(({ number }) => number)).toEqual([OPEN]);
    const covered = await history().coverageKeys();
    expect(covered).toContain('open-1-tests-0');
    expect(covered).not.toContain('closed-1-tests-0');
    expect(scenario.github.requests.filter((request) => request.includes('/pulls'))).toHaveLength(1);
    expect((await history().view()).runs).toHaveLength(5);

    const again = await scenario.run(REPORT, { event: scenario.push(), permissions: WRITE, runId: 1002 });
    expect(again.log).toContain('nothing to fold or drop');
  });

  it('keeps what there is of pull requests when it is not told which are open', async () => {
    await start(true);
    const job = await scenario.run(REPORT, { event: scenario.push(), permissions: { contents: 'write' } });
    expect(warningsOf(job)).toEqual([]);
    expect(job.log).toMatch(/No list of open pull requests.*pull-requests: read/);
    expect(await history().pullRequests()).toHaveLength(2);
    expect(await keys('seg')).toHaveLength(2);
  });

  it('warns where it may not, and the site stands', async () => {
    await start();
    scenario.refusePushes('Permission to acme/shop.git denied to github-actions[bot].');
    const job = await scenario.run(REPORT, { event: scenario.push(), permissions: WRITE });
    expect(job.conclusion).toBe('success');
    expect(warningsOf(job)).toEqual([
      expect.stringMatching(/The history was not compacted:.*`contents: write`/),
    ]);
    expect(Number(job.steps.at(-1)!.outputs.pages)).toBeGreaterThan(0);
    expect(await keys('seg')).toEqual([]);
  });
});

describeWithRunner('report of a pull request', () => {
  it('leaves the history as it is', async () => {
    await start();
    const job = await scenario.run(REPORT, { permissions: WRITE });
    expect(errorsOf(job)).toEqual([]);
    expect(job.log).not.toContain('History of');
    expect(await keys('seg')).toEqual([]);
  });
});
