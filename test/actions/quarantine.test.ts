import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandContext, historyAdd } from '@qitops/commands';
import { ScratchRepository } from '@qitops/repository/testing';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { describeWithRunner } from '../runner/platform.ts';
import type { JobResult } from '../runner/run-workflow.ts';
import { type Files, Scenario } from './scenario.ts';
import { workflow } from './shop.ts';

const OUTCOMES = {
  passed: '',
  retried: '<flakyFailure message="timed out"/>',
  failed: '<failure message="timed out"/>',
};

/** Results with one test that fails by chance and forty that do not. */
function results(clock: keyof typeof OUTCOMES): string {
  const steady = Array.from(
    { length: 40 },
    (_, i) => `<testcase classname="Shop" name="does ${i}" time="0.1"/>`,
  );
  return `<testsuite name="s"><testcase file="test/clock.test.js" classname="Clock" name="ticks" time="0.1">${OUTCOMES[clock]}</testcase>${steady.join('')}</testsuite>`;
}

const writer = new ScratchRepository();
let history: Files;

beforeAll(async () => {
  const context: CommandContext = { cwd: writer.root, env: {}, log: { info() {}, warn() {} } };
  writer.write('test/clock.test.js', '');
  for (let run = 1; run <= 40; run++) {
    writer.commit(`change ${run}`, { 'src.js': String(run), '.gitignore': 'junit.xml\n.history\n' });
    writer.write('junit.xml', results(run % 6 === 0 ? 'retried' : 'passed'));
    const started = new Date(Date.UTC(2026, 0, run)).toISOString();
    await historyAdd(context, { store: '.history', results: [], coverage: [], runId: String(run), started });
  }
  const folder = join(writer.root, '.history');
  history = Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(writer.root.length + 1), readFileSync(path, 'utf8')]),
  );
});
afterAll(() => writer.dispose());

let scenario: Scenario;
afterEach(async () => {
  expect(scenario.github.violations).toEqual([]);
  await scenario.close();
});
const step = (job: JobResult, name: string) => job.steps.find((one) => one.name.includes(`qitops/${name}`))!;

describeWithRunner('a test that is surely flaky', () => {
  it('is quarantined with its owner, told of in an issue, and fails no gate', async () => {
    scenario = await Scenario.open({
      main: [
        {
          ...history,
          '.gitignore': 'junit.xml\n',
          '.github/CODEOWNERS': '/test/ @acme/time\n',
          'test/clock.test.js': "test('ticks', async () => { await sleep(50); });\n",
          'failed.xml': results('failed'),
        },
      ],
      topic: { 'src.js': 'x' },
    });
    const detect =
      'uses: qitops/flaky-detect@v1\n        with: { store: .history, quarantine: true, issues: true }';
    const analyze = 'uses: qitops/analyze-pr@v1\n        with: { store: .history }';
    const job = await scenario.run(workflow(['run: cp failed.xml junit.xml', detect, analyze]), {
      event: scenario.push(),
      permissions: { contents: 'write', issues: 'write' },
    });
    const { outputs } = step(job, 'flaky-detect');
    expect(JSON.parse(outputs.quarantined!)).toEqual(['ticks']);
    expect(outputs.skip).toContain('ticks');
    expect(scenario.repository.issues).toMatchObject([
      { title: expect.stringContaining('ticks'), labels: ['flaky-test'], state: 'open' },
    ]);
    expect(scenario.repository.issues[0]!.body).toMatch(/async wait.*`test\/clock\.test\.js:1`/);
    expect(scenario.repository.issues[0]!.body).toContain('`@acme/time`');
    expect(step(job, 'analyze-pr').outputs).toMatchObject({
      verdict: 'passed',
      'new-failures': '0',
      flaky: '1',
    });
    expect(job.summary).toContain('quarantined until');
  });

  it('is only told of in the log where the token may not write issues', async () => {
    scenario = await Scenario.open({
      main: [{ ...history, 'failed.xml': results('failed') }],
      topic: { a: 'x' },
    });
    const detect = 'uses: qitops/flaky-detect@v1\n        with: { store: .history, issues: true }';
    const job = await scenario.run(workflow(['run: cp failed.xml junit.xml', detect]), {
      event: scenario.push(),
      permissions: { contents: 'read' },
    });
    expect(job.conclusion).toBe('success');
    expect(job.annotations).toContainEqual(
      expect.objectContaining({ level: 'warning', message: expect.stringContaining('issues: write') }),
    );
  });

  it('that failed is run again through the command of the input', async () => {
    scenario = await Scenario.open({
      main: [
        {
          ...history,
          '.gitignore': 'junit.xml\nqitops-attempts.json\n',
          'failed.xml': results('failed'),
          'again.sh': `#!/bin/sh\necho '${results('passed')}' > junit.xml\n`,
          'package.json': '{ "name": "shop" }',
        },
      ],
      topic: { a: 'x' },
    });
    const detect = 'uses: qitops/flaky-detect@v1\n        with: { store: .history, rerun: sh again.sh }';
    const analyze = 'uses: qitops/analyze-pr@v1\n        with: { store: .history }';
    const job = await scenario.run(workflow(['run: cp failed.xml junit.xml', detect, analyze]));
    expect(job.log).toContain('ticks: passed 1 and failed 0 times more');
    expect(step(job, 'analyze-pr').outputs).toMatchObject({ verdict: 'passed', flaky: '1' });
  });
});
