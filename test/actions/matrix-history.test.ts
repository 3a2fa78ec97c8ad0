import { readFileSync } from 'node:fs';
import { GitStore, History } from '@qitops/history';
import { FlakyDocument, NO_CELL, wholeRuns } from '@qitops/model';
import { Git } from '@qitops/repository';
import { afterEach, expect, it } from 'vitest';
import { describeWithRunner } from '../runner/platform.ts';
import type { JobResult } from '../runner/run-workflow.ts';
import { MAIN, withWorkflow } from './matrix-shop.ts';
import { errorsOf, warningsOf } from './reading.ts';
import { Scenario } from './scenario.ts';

let scenario: Scenario;
afterEach(async () => {
  expect(scenario.github.violations).toEqual([]);
  await scenario.close();
});

/** The second shard has a test that fails in the first attempt of a run, on the same code. */
const FLAKY = {
  ...MAIN,
  'test/b.test.js': `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { net } from '../src/price.js';

test('one', () => assert.equal(net(1), 1));
test('ticks', () => assert.notEqual(process.env.GITHUB_RUN_ATTEMPT, '1'));
`,
  'test/c.test.js': null,
};

const WORKFLOW = `name: ci
on: push
jobs:
  test:
    strategy: { fail-fast: false, matrix: { part: [1, 2] } }
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - run: node --test --test-shard="$PART/2" --experimental-test-coverage --test-reporter=junit --test-reporter-destination=junit.xml --test-reporter=lcov --test-reporter-destination=lcov.info
        env: { PART: "\${{ matrix.part }}" }
      - uses: qitops/analyze-pr@v1
        if: always()
  qitops:
    needs: [test]
    if: always()
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: qitops/analyze-pr@v1
        with: { needs: "\${{ toJSON(needs) }}", shards: 2, suggest: false }
      - uses: qitops/flaky-detect@v1
        if: always()
        with: { triage: true }
      - uses: qitops/flaky-detect@v1
        if: always()
`;

const history = () =>
  new History(
    new GitStore({ git: new Git(scenario.bare), ref: 'refs/qitops/history', remote: null }),
    (text) => text,
  );
const detections = (job: JobResult) => job.steps.filter(({ name }) => name.includes('flaky-detect'));

async function open(workflow: string) {
  const { 'test/c.test.js': _, ...main } = FLAKY;
  scenario = await Scenario.open({
    main: [{ ...main, ...withWorkflow(workflow) }],
    topic: { 'README.md': 'x' },
  });
  return { event: scenario.push(), permissions: { contents: 'write' } } as const;
}

describeWithRunner('the history of a matrix', () => {
  it('knows that a test failed and then passed on unchanged code when its shard was run again', async () => {
    const options = await open(WORKFLOW);
    const first = await scenario.runAll(WORKFLOW, options);
    expect(first.jobs['test (2)']!.conclusion).toBe('failure');
    const [stored, again] = detections(first.jobs.qitops!);
    expect(stored!.outputs).toMatchObject({ recorded: 'true', runs: '2' });
    expect(again!.outputs).toMatchObject({ recorded: 'false', runs: '2' });

    const second = await scenario.runAll(WORKFLOW, { ...options, attempt: 2, previous: first });
    expect(errorsOf(second.jobs.qitops!)).toEqual([]);
    expect(warningsOf(second.jobs.qitops!)).toEqual([]);
    expect(detections(second.jobs.qitops!)[0]!.outputs).toMatchObject({ recorded: 'true', runs: '3' });

    const { runs, tests } = await history().view();
    expect(new Set(runs.map(({ info }) => info.cell))).not.toContain(NO_CELL);
    expect(runs.map(({ info: { attempt, job, trust } }) => [attempt, job, trust])).toEqual([
      [1, 'test', 'branch'],
      [1, 'test', 'branch'],
      [2, 'test', 'branch'],
    ]);
    expect(new Set(runs.map(({ info }) => `${info.sha} ${info.tree}`)).size).toBe(1);
    const ticks = tests.findIndex(({ name }) => name === 'ticks');
    const outcomes = runs
      .map(({ status }) => String.fromCharCode(status[ticks]!))
      .filter((one) => one !== '\0');
    expect(outcomes).toEqual(['f', 'p']);
    expect(wholeRuns(runs)).toMatchObject([{ attempt: 2, counts: { tests: 3, passed: 3 } }]);
    const { json } = detections(second.jobs.qitops!)[0]!.outputs;
    const document = FlakyDocument.parse(JSON.parse(readFileSync(json!, 'utf8')));
    const known = document.tests.find(({ name }) => name === 'ticks')!;
    expect(known.evidence.map(({ text }) => text)).toContain('failed and passed on unchanged code once');
    expect(known.probability).toBeGreaterThan(0.5);
    expect(document.tests.filter(({ probability }) => probability > 0.5)).toEqual([known]);
  });

  it('is told by refs where there are no artifacts', async () => {
    const options = { ...(await open(WORKFLOW)), server: 'https://github.acme.example' };
    const { jobs } = await scenario.runAll(WORKFLOW, options);
    const [stored, again] = detections(jobs.qitops!);
    expect(stored!.outputs).toMatchObject({ recorded: 'true', runs: '2' });
    expect(again!.outputs).toMatchObject({ recorded: 'false', runs: '2' });
    expect(scenario.refs('refs/qitops/shards/1001/')).toHaveLength(2);
    expect(scenario.github.results.artifacts.artifacts).toEqual([]);
  });

  it('has the coverage of each shard', async () => {
    const options = await open(WORKFLOW);
    await scenario.runAll(WORKFLOW, options);
    const keys = [...(await history().coverageKeys())];
    expect(keys).toHaveLength(2);
    const files = await Promise.all(
      keys.map(async (key) => [...(await history().coverage(key))!.files.keys()]),
    );
    expect(files.flat()).toContain('src/price.js');
  });
});
