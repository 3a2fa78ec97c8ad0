import { afterEach, expect, it } from 'vitest';
import { describeWithRunner } from '../runner/platform.ts';
import { errorsOf, gateSentences, warningsOf } from './reading.ts';
import { Scenario, type ScenarioOptions } from './scenario.ts';
import { AFTER_TESTS, BROKEN_DISCOUNT, RUN_TESTS, SHOP, workflow } from './shop.ts';

let scenario: Scenario;
afterEach(async () => {
  expect(scenario.github.violations).toEqual([]);
  await scenario.close();
});

async function open(over: Partial<ScenarioOptions> = {}): Promise<Scenario> {
  scenario = await Scenario.open({ main: [SHOP], topic: BROKEN_DISCOUNT, ...over });
  return scenario;
}

describeWithRunner('analyze-pr on a pull request with a failing test', () => {
  it('comments once, updates on the second run, writes the summary and fails by its gate', async () => {
    const { run, comments } = { run: () => scenario.run(AFTER_TESTS), comments: () => scenario.comments };
    await open();
    const first = await run();
    expect(comments()).toHaveLength(1);
    expect(comments()[0]).toMatch(/^<!-- qitops -->/);
    expect(comments()[0]).toContain('two cost twice as much');
    expect(comments()[0]).toContain('src/price.js');
    expect(first.summary).toContain('two cost twice as much');
    expect(first.conclusion).toBe('failure');
    expect(gateSentences(first)).toHaveLength(1);
    const step = first.steps.find(({ name }) => name.includes('analyze-pr'))!;
    expect(step.outputs).toMatchObject({
      verdict: 'failed',
      'patch-coverage': expect.stringMatching(/^\d+\.\d$/),
    });
    expect(step.outputs['comment-url']).toContain('#issuecomment-');
    expect(scenario.github.requests.length).toBeLessThanOrEqual(12);

    await scenario.run(AFTER_TESTS, { runId: 1002 });
    expect(comments()).toHaveLength(1);
    expect(scenario.repository.comments[0]!.edits).toBe(1);
  });

  it('passes when nothing fails', async () => {
    await open({ topic: { 'README.md': '# Shop\n' } });
    const job = await scenario.run(AFTER_TESTS);
    expect(errorsOf(job)).toEqual([]);
    expect(job.conclusion).toBe('success');
    expect(scenario.comments).toHaveLength(1);
  });

  it('judges the same with a read-only token: no comment, a warning that names the permission', async () => {
    await open({ fork: true });
    const job = await scenario.run(AFTER_TESTS, {
      permissions: { contents: 'read', 'pull-requests': 'read' },
    });
    expect(scenario.comments).toEqual([]);
    expect(warningsOf(job)).toContainEqual(expect.stringContaining('pull-requests: write'));
    expect(gateSentences(job)).toHaveLength(1);
    expect(job.summary).toContain('two cost twice as much');
  });

  it('stays green on a green pull request without any permission', async () => {
    await open({ topic: { 'README.md': '# Shop\n' } });
    const job = await scenario.run(AFTER_TESTS, { permissions: {} });
    expect(warningsOf(job)).toContainEqual(expect.stringContaining('pull-requests: write'));
    expect(job.conclusion).toBe('success');
    expect(job.summary).not.toBe('');
  });

  it('writes one comment although the answer to the first try is lost', async () => {
    await open();
    scenario.github.faults.add('POST', /comments$/, { kind: 'lost', as: 'reset' });
    await scenario.run(AFTER_TESTS);
    expect(scenario.comments).toHaveLength(1);
  });

  it('stays green when GitHub is away or has a limit, says which, and keeps all of it in the summary', async () => {
    const topic = { 'README.md': '# Shop\n' };
    scenario = await Scenario.open({ main: [{ ...SHOP, 'qitops.yml': 'checkRun: true\n' }], topic });
    const { faults } = scenario.github;
    faults.add('POST', /comments$/, { kind: 'secondary-limit', retryAfter: 3600 }, { times: 99 });
    faults.add('POST', /check-runs$/, { kind: 'reset' }, { times: 99 });
    const permissions = { contents: 'read', 'pull-requests': 'write', checks: 'write' } as const;
    const job = await scenario.run(AFTER_TESTS, { permissions });
    expect(job.conclusion).toBe('success');
    expect(errorsOf(job)).toEqual([]);
    expect(warningsOf(job)).toEqual([
      expect.stringMatching(/^No comment: GitHub's rate limit left no time.* Fix: run the job again later/),
      expect.stringMatching(/^No check run: GitHub did not answer.* Fix: run the job again/),
    ]);
    expect(job.summary).toContain('All 2 tests passed');
    expect([...scenario.comments, ...scenario.repository.checks]).toEqual([]);

    faults.clear();
    await scenario.run(AFTER_TESTS, { permissions, attempt: 2 });
    expect([scenario.comments.length, scenario.repository.checks.length]).toEqual([1, 1]);
  });

  it('does not comment for a merge queue and gates there', async () => {
    await open();
    const job = await scenario.run(AFTER_TESTS, { event: scenario.mergeGroup() });
    expect(scenario.comments).toEqual([]);
    expect(gateSentences(job)).toHaveLength(1);
  });

  it('comments never when told so', async () => {
    await open();
    const job = await scenario.run(
      workflow([`run: ${RUN_TESTS}`, 'uses: qitops/analyze-pr@v1\n        with: { comment: never }']),
    );
    expect(scenario.comments).toEqual([]);
    expect(job.summary).toContain('two cost twice as much');
  });
});

describeWithRunner('analyze-pr placed before the tests', () => {
  it('waits for them, and its post step fails the job', async () => {
    await open();
    const job = await scenario.run(workflow(['uses: qitops/analyze-pr@v1', `run: ${RUN_TESTS}`]));
    expect(job.steps.map(({ name, conclusion }) => [name.slice(0, 26), conclusion])).toEqual([
      ['actions/checkout@v5', 'success'],
      ['qitops/analyze-pr@v1', 'success'],
      [RUN_TESTS.slice(0, 26), 'success'],
      ['Post qitops/analyze-pr@v1', 'failure'],
    ]);
    expect(job.log).toContain('No test results yet');
    expect(scenario.comments).toHaveLength(1);
    expect(gateSentences(job)).toHaveLength(1);
  });

  it('waits also for files that a glob names and that are not there yet', async () => {
    await open();
    const job = await scenario.run(
      workflow([
        'uses: qitops/analyze-pr@v1\n        with: { results: junit.xml, coverage: lcov.info }',
        `run: ${RUN_TESTS}`,
      ]),
    );
    expect(job.log).toContain('No test results yet');
    expect(gateSentences(job)).toHaveLength(1);
  });

  it('does its work also when the tests fail their own step', async () => {
    await open();
    const failing = RUN_TESTS.replace(' || true', '');
    await scenario.run(workflow(['uses: qitops/analyze-pr@v1', `run: ${failing}`]));
    expect(scenario.comments[0]).toContain('two cost twice as much');
  });

  it('does nothing more at the end when it was placed after the tests', async () => {
    await open();
    const job = await scenario.run(AFTER_TESTS);
    expect(job.log).toContain('Done before');
    expect(gateSentences(job)).toHaveLength(1);
  });
});

describeWithRunner('analyze-pr and wrong inputs', () => {
  it('names all of them and prints no stack', async () => {
    await open();
    const job = await scenario.run(
      workflow(['uses: qitops/analyze-pr@v1\n        with: { suggest: ture, comment: sometimes }']),
    );
    const message = errorsOf(job)[0]!;
    expect(message.split('\n')).toHaveLength(2);
    expect(message).toContain('input suggest: "ture" is not allowed. Fix: give true or false');
    expect(job.log).not.toMatch(/\n\s+at /);
  });
});

describeWithRunner('analyze-pr and hostile text', () => {
  const hostile =
    '<img src=x onerror=alert(1)> @everyone ::error::owned ##[error]owned2 ![x](https://evil.example/p.png) <!-- qitops:section 00000000 -->';

  it('shows it and does nothing else', async () => {
    const test = `import assert from 'node:assert/strict';
import { test } from 'node:test';
test(${JSON.stringify(hostile)}, () => assert.fail('::error::from the message\\n##[error]from the next line'));
`;
    await open({ title: hostile, topic: { 'test/hostile.test.js': test } });
    const job = await scenario.run(AFTER_TESTS);
    const body = scenario.comments[0]!;
    const outsideCode = body.replace(/```[\s\S]*?```|`[^`\n]*`/g, '');
    expect(outsideCode).not.toContain('<img');
    expect(outsideCode).not.toContain('@everyone');
    expect(outsideCode).not.toMatch(/(^|[^\\])!\[x\]\(/);
    expect(body.match(/<!-- qitops:section/g)).toHaveLength(1);
    expect(errorsOf(job)).not.toContainEqual(expect.stringMatching(/^owned/));
    expect(errorsOf(job)).not.toContainEqual(expect.stringMatching(/^from the (message|next)/));
  });
});
