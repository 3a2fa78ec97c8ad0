import { openArchive } from '@qitops/github';
import { archive } from '@qitops/github/testing';
import { ForeignReport } from '@qitops/model';
import { afterEach, expect, it } from 'vitest';
import { describeWithRunner } from '../runner/platform.ts';
import type { JobResult } from '../runner/run-workflow.ts';
import { errorsOf, gateSentences, warningsOf } from './reading.ts';
import { type Files, Scenario } from './scenario.ts';
import { BROKEN_DISCOUNT, RUN_TESTS, SHOP, workflow } from './shop.ts';

const READ_ONLY = { contents: 'read', 'pull-requests': 'read' } as const;
const RELAY = { contents: 'read', actions: 'read', 'pull-requests': 'write' } as const;
const FILE = 'qitops.json';

const ci = workflow([`run: ${RUN_TESTS}`, 'uses: qitops/analyze-pr@v1\n        with: { suggest: false }']);
const relay = workflow(['uses: qitops/analyze-pr@v1']).replace(
  /^on:.*$/m,
  'on: { workflow_run: { workflows: [ci], types: [completed] } }',
);

let scenario: Scenario;
afterEach(async () => {
  expect(scenario.github.violations).toEqual([]);
  await scenario.close();
});

/** A pull request from a fork whose own run has ended. */
async function forked(topic: Files = BROKEN_DISCOUNT, main: Files = SHOP): Promise<JobResult> {
  scenario = await Scenario.open({ main: [main], topic, fork: true });
  return scenario.run(ci, { permissions: READ_ONLY });
}

/** What the run of the usual pull request left: commits are the same each time, and so is the report of them. */
let left: { run: string; job: string; name: string; content: Buffer } | null = null;

/** The same with what its run left, which ran for an earlier test. */
async function forkedBefore(): Promise<void> {
  if (left === null) {
    await forked();
    const { artifacts } = scenario.github.results;
    const [own] = artifacts.artifacts;
    left = { run: own!.run, job: own!.job, name: own!.name, content: artifacts.content(own!) };
  } else {
    scenario = await Scenario.open({ main: [SHOP], topic: BROKEN_DISCOUNT, fork: true });
    scenario.github.results.artifacts.add(left, left.name, left.content, 'application/zip');
  }
}

const relayed = (over: Record<string, unknown> = {}, permissions: object = RELAY) =>
  scenario.run(relay, { event: scenario.workflowRun(over), permissions, runId: 2001 });

/** Puts another report in the place of the one that the fork's run left. */
async function tamper(change: (report: ForeignReport) => unknown): Promise<void> {
  const { results } = scenario.github;
  const [own] = results.artifacts.artifacts.splice(0);
  const bytes = await openArchive(results.artifacts.content(own!), FILE, 1e7);
  const report = ForeignReport.parse(JSON.parse(new TextDecoder().decode(bytes)));
  const text = JSON.stringify(change(report));
  results.artifacts.add(own!, own!.name, archive({ name: FILE, text }), 'application/zip');
}

describeWithRunner('the run of a pull request from a fork', () => {
  it('judges, leaves its analysis, and names the permission that a comment takes', async () => {
    const job = await forked();
    expect(scenario.comments).toEqual([]);
    expect(gateSentences(job)).toHaveLength(1);
    expect(warningsOf(job)).toContainEqual(expect.stringContaining('pull-requests: write'));
    expect(job.summary).toContain('two cost twice as much');
    expect(scenario.github.results.artifacts.artifacts.map(({ name }) => name)).toEqual([
      'qitops-analysis-test-a1',
    ]);
  });
});

describeWithRunner('the run of a pull request from a fork that may comment all the same', () => {
  it('comments itself and leaves nothing to comment', async () => {
    scenario = await Scenario.open({ main: [SHOP], topic: BROKEN_DISCOUNT, fork: true });
    await scenario.run(ci);
    expect(scenario.comments).toHaveLength(1);
    expect(scenario.github.results.artifacts.artifacts.map(({ name }) => name)).toEqual([
      'qitops-pull-test.0-a1',
    ]);
  });
});

describeWithRunner('the run after it, which has rights', () => {
  it('comments once, as what the author reports, and stays green', async () => {
    await forkedBefore();
    const job = await relayed();
    expect(errorsOf(job)).toEqual([]);
    expect(job.conclusion).toBe('success');
    expect(scenario.comments).toHaveLength(1);
    expect(scenario.comments[0]).toContain('two cost twice as much');
    expect(scenario.comments[0]).toContain('which its author controls');
    expect(scenario.comments[0]).toContain('/actions/runs/1001');
    await relayed();
    expect(scenario.comments).toHaveLength(1);
    expect(scenario.github.requests.length).toBeLessThanOrEqual(2 * 12);
  });

  it('never has the code of the pull request on its disk', async () => {
    await forked({ ...BROKEN_DISCOUNT, 'evil.txt': 'evil' });
    const job = await scenario.run(
      `${relay}      - run: "ls; git rev-parse HEAD; ! git cat-file -e ${scenario.head}"\n`,
      {
        event: scenario.workflowRun(),
        permissions: RELAY,
        runId: 2001,
      },
    );
    expect(job.conclusion).toBe('success');
    expect(job.log).toContain(scenario.base);
    expect(job.log).not.toContain('evil.txt');
  });

  it('judges by the rules of the default branch, not by what the report says of itself', async () => {
    const main = { ...SHOP, 'qitops.yml': 'gates:\n  patchCoverage: 100\nminLines: 1\n' };
    await forked(BROKEN_DISCOUNT, main);
    await tamper((report) => ({
      ...report,
      analysis: { ...report.analysis, verdict: 'passed', headline: 'Approved by security', gates: [] },
    }));
    await relayed();
    expect(scenario.comments[0]).toContain('❌ Failed');
    expect(scenario.comments[0]).toContain('patch coverage');
    expect(scenario.comments[0]).not.toContain('Approved');
  });

  it('shows hostile text and does nothing else with it', async () => {
    const hostile =
      '<img src=x onerror=alert(1)> @everyone ::error::owned ##[error]owned ![x](https://evil.example/p)';
    await forkedBefore();
    await tamper((report) => {
      const { analysis } = report;
      const failing = [...analysis.tests.failingBaseUnknown].map((test) => ({
        ...test,
        name: hostile,
        file: `a)](https://evil.example/${hostile}`,
        message: `${hostile}\n</details>\`\`\`\n::error::owned`,
      }));
      const tests = { ...analysis.tests, failingBaseUnknown: failing };
      return {
        ...report,
        analysis: { ...analysis, tests, notes: [hostile], remedies: [hostile], headline: hostile },
      };
    });
    const job = await relayed();
    const outside = scenario.comments[0]!.replace(/```[\s\S]*?```|(`+)[^`\n](?:.*?[^`\n])?\1/g, '');
    expect(outside).not.toContain('<img');
    expect(outside).not.toContain('@everyone');
    expect(outside).not.toMatch(/\]\(https:\/\/evil/);
    expect(errorsOf(job)).toEqual([]);
  });

  it.each<[string, (report: ForeignReport) => unknown]>([
    ['of another run', (report) => ({ ...report, runId: '7' })],
    ['with a key that there is none of', (report) => ({ ...report, token: 'x' })],
    [
      'with a commit that is none',
      (report) => ({ ...report, analysis: { ...report.analysis, head: 'x) [y](z' } }),
    ],
    ['that is no report', () => ['x']],
  ])('says nothing for a report %s', async (_, change) => {
    await forkedBefore();
    await tamper(change);
    const job = await relayed();
    expect(scenario.comments).toEqual([]);
    expect(warningsOf(job)).toContainEqual(expect.stringContaining('qitops-analysis-test-a1 was not taken'));
    expect(job.summary).toContain('left no report that could be read');
    expect(job.conclusion).toBe('success');
  });

  it('says nothing when the head moved on, lies elsewhere, or two pull requests could be meant', async () => {
    await forkedBefore();
    const elsewhere = { id: 3, owner: { login: 'mallory' } };
    for (const over of [
      { head_sha: 'c'.repeat(40) },
      { head_repository: elsewhere },
      { head_branch: 'other' },
    ]) {
      const job = await relayed(over);
      expect(job.summary).toContain('not exactly one open pull request');
    }
    const pull = scenario.repository.pulls.get(7)!;
    scenario.repository.addPull({ ...pull, number: 8 });
    expect((await relayed()).summary).toContain('not exactly one open pull request');
    expect(scenario.comments).toEqual([]);
  });

  it('names the permission that it lacks', async () => {
    await forkedBefore();
    const job = await relayed({}, { contents: 'read', 'pull-requests': 'write' });
    expect(warningsOf(job)).toContainEqual(expect.stringContaining('actions: read'));
    expect(job.conclusion).toBe('success');
  });
});
