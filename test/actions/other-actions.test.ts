import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SuggestDocument } from '@qitops/model';
import { afterEach, expect, it } from 'vitest';
import { describeWithRunner } from '../runner/platform.ts';
import type { JobResult } from '../runner/run-workflow.ts';
import { Scenario } from './scenario.ts';
import { BROKEN_DISCOUNT, RUN_TESTS, SHOP, workflow } from './shop.ts';

let scenario: Scenario;
afterEach(async () => {
  expect(scenario.github.violations).toEqual([]);
  await scenario.close();
});

const open = async () => {
  scenario = await Scenario.open({ main: [SHOP], topic: BROKEN_DISCOUNT });
  return scenario;
};
const step = (job: JobResult, name: string) => job.steps.find((one) => one.name.includes(`qitops/${name}`))!;
const errors = (job: JobResult) =>
  job.annotations.filter(({ level }) => level === 'error').map(({ message }) => message);

describeWithRunner('detect', () => {
  it('gives the units for a matrix and a summary', async () => {
    await open();
    const job = await scenario.run(workflow(['uses: qitops/detect@v1']));
    expect(errors(job)).toEqual([]);
    const { outputs } = step(job, 'detect');
    expect(outputs.count).toBe('1');
    expect(JSON.parse(outputs.languages!)).toContain('javascript');
    expect(JSON.parse(outputs.paths!)).toHaveLength(1);
    expect(JSON.parse(outputs.affected!)).toEqual(JSON.parse(outputs.paths!));
    const [unit] = JSON.parse(outputs.units!) as { path: string; test: string | null }[];
    expect(unit).toMatchObject({ path: JSON.parse(outputs.paths!)[0] });
    expect(job.summary).toContain('qitops detect');
  });

  it('shares the test files out to jobs, and keeps what it verified by the content of the commit', async () => {
    await open();
    const verified = workflow(['uses: qitops/detect@v1\n        with: { verify: true, shards: 2 }']);
    const first = await scenario.run(verified, { event: scenario.push() });
    expect(errors(first)).toEqual([]);
    const shards = JSON.parse(step(first, 'detect').outputs.shards!) as { files: string[] }[];
    expect(shards.flatMap(({ files }) => files).length).toBeGreaterThan(0);
    const second = await scenario.run(verified, { event: scenario.push(), runId: 1002 });
    expect(errors(second)).toEqual([]);
    expect(second.log).toContain('Verified before for the same content');
  });

  it('takes a folder inside the repository alone', async () => {
    await open();
    const job = await scenario.run(
      workflow(['uses: qitops/detect@v1\n        with: { working-directory: ../.. }']),
    );
    expect(errors(job)).toEqual([
      expect.stringContaining('leaves the workspace. Fix: give a folder inside the repository'),
    ]);
  });
});

describeWithRunner('flaky-detect', () => {
  const steps = workflow([`run: ${RUN_TESTS}`, 'uses: qitops/flaky-detect@v1']);
  const stored = () =>
    execFileSync('git', ['--git-dir', scenario.bare, 'for-each-ref', '--format=%(refname)'], {
      encoding: 'utf8',
    }).includes('refs/qitops/history');

  it('adds a push to the default branch to the history, once', async () => {
    await open();
    const job = await scenario.run(steps, { event: scenario.push() });
    expect(errors(job)).toEqual([]);
    expect(step(job, 'flaky-detect').outputs).toMatchObject({
      recorded: 'true',
      runs: '1',
      'flaky-count': '0',
      flaky: '[]',
    });
    expect(stored()).toBe(true);
    const again = await scenario.run(steps, { event: scenario.push(), runId: 1002 });
    expect(step(again, 'flaky-detect').outputs.runs).toBe('2');
  });

  it('reads and writes the ref by the API where nothing is checked out', async () => {
    await open();
    await scenario.run(steps, { event: scenario.push() });
    const bareSteps = [
      `run: "echo '<testsuite name=\\"s\\"><testcase name=\\"a\\"/></testsuite>' > junit.xml"`,
    ];
    const job = await scenario.run(
      workflow([...bareSteps, 'uses: qitops/flaky-detect@v1']).replace(/ +- uses: actions\/checkout.*\n/, ''),
      { event: scenario.push(), runId: 1002, permissions: { contents: 'write' } },
    );
    expect(errors(job)).toEqual([]);
    expect(step(job, 'flaky-detect').outputs).toMatchObject({ recorded: 'true', runs: '2' });
    expect(scenario.github.violations).toEqual([]);
  });

  it('keeps the history in the Actions cache when told to, which takes no right to write', async () => {
    await open();
    const inCache = workflow([
      `run: ${RUN_TESTS}`,
      'uses: qitops/flaky-detect@v1\n        with: { store: cache }',
    ]);
    const permissions = { contents: 'read' } as const;
    await scenario.run(inCache, { event: scenario.push(), permissions });
    const job = await scenario.run(inCache, { event: scenario.push(), runId: 1002, permissions });
    expect(errors(job)).toEqual([]);
    expect(step(job, 'flaky-detect').outputs).toMatchObject({ recorded: 'true', runs: '2' });
    expect(job.log).toContain('seven days without use');
    expect(stored()).toBe(false);
  });

  it('writes nothing for a pull request and says why', async () => {
    await open();
    const job = await scenario.run(steps);
    expect(errors(job)).toEqual([]);
    expect(step(job, 'flaky-detect').outputs.recorded).toBe('false');
    expect(job.log).toContain('only runs of the default branch are');
    expect(stored()).toBe(false);
  });
});

describeWithRunner('analyze-pr with a history', () => {
  it('says new for what passed at the base', async () => {
    await open();
    await scenario.run(workflow([`run: ${RUN_TESTS}`, 'uses: qitops/flaky-detect@v1']), {
      event: scenario.push(),
    });
    const job = await scenario.run(workflow([`run: ${RUN_TESTS}`, 'uses: qitops/analyze-pr@v1']), {
      runId: 1003,
    });
    expect(step(job, 'analyze-pr').outputs['new-failures']).toBe('1');
    expect(scenario.comments[0]).toMatch(/new/i);
  });
});

describeWithRunner('report', () => {
  it('writes the site ready for Pages', async () => {
    await open();
    const job = await scenario.run(
      workflow([`run: ${RUN_TESTS}`, 'uses: qitops/flaky-detect@v1', 'uses: qitops/report@v1']),
      { event: scenario.push() },
    );
    expect(errors(job)).toEqual([]);
    const { outputs } = step(job, 'report');
    expect(existsSync(join(outputs.path!, 'index.html'))).toBe(true);
    expect(JSON.parse(readFileSync(outputs.json!, 'utf8'))).toMatchObject({ runs: 1 });
    expect(Number(outputs.pages)).toBeGreaterThan(0);
  });
});

describeWithRunner('suggest-tests', () => {
  it('runs without a key and comments in its own section', async () => {
    await open();
    const job = await scenario.run(workflow([`run: ${RUN_TESTS}`, 'uses: qitops/suggest-tests@v1']));
    expect(errors(job)).toEqual([]);
    expect(scenario.comments).toHaveLength(1);
    const { outputs } = step(job, 'suggest-tests');
    expect(Number(outputs.tests)).toBeGreaterThan(0);
    const { suggestions } = JSON.parse(readFileSync(outputs.json!, 'utf8')) as SuggestDocument;
    expect(suggestions.some((each) => (each.evidence?.kills.length ?? 0) > 0)).toBe(true);
  });

  it('asks no model in a job that runs the code of the pull request, unless that is accepted', async () => {
    await open();
    const provider = 'uses: qitops/suggest-tests@v1\n        with: { provider: "openai:x" }';
    const job = await scenario.run(workflow([`run: ${RUN_TESTS}`, provider]));
    expect(job.annotations).toContainEqual(
      expect.objectContaining({ level: 'warning', message: expect.stringContaining('would share this job') }),
    );
    expect(Number(step(job, 'suggest-tests').outputs.tests)).toBeGreaterThan(0);
  });

  it('leaves the comment to analyze-pr where that is used', async () => {
    await open();
    await scenario.run(workflow([`run: ${RUN_TESTS}`, 'uses: qitops/analyze-pr@v1']));
    const job = await scenario.run(workflow([`run: ${RUN_TESTS}`, 'uses: qitops/suggest-tests@v1']), {
      runId: 1002,
    });
    expect(job.log).toContain('analyze-pr shows the suggestions');
    expect(scenario.comments).toHaveLength(1);
    expect(scenario.repository.comments[0]!.edits).toBe(0);
  });
});
