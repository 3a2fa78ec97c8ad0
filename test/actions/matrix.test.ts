import { afterEach, expect, it } from 'vitest';
import { describeWithRunner } from '../runner/platform.ts';
import { change, MAIN, matrixWorkflow, withWorkflow } from './matrix-shop.ts';
import { errorsOf, gateSentences, warningsOf } from './reading.ts';
import { type Files, Scenario } from './scenario.ts';

let scenario: Scenario;
afterEach(async () => {
  expect(scenario.github.violations).toEqual([]);
  await scenario.close();
});

/** Opens the scenario with the workflow in the repository, as it is on GitHub, and runs it. */
async function start(workflow: string, topic: Files = change(), main: Files = MAIN) {
  scenario = await Scenario.open({ main: [{ ...main, ...withWorkflow(workflow) }], topic });
  return scenario.runAll(workflow);
}

/** What jobs handed over; the analysis that waits for the report of the default branch is none of it. */
const names = () =>
  scenario.github.results.artifacts.artifacts
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('qitops-pull-'));

describeWithRunner('a matrix with a last job', () => {
  it('hands over in each cell and is judged once, on all of it', async () => {
    const { jobs } = await start(matrixWorkflow(), change({ broken: true }));
    expect(names()).toHaveLength(3);
    for (const name of names()) expect(name).toMatch(/^qitops-test-[0-9a-f]{8}-a1$/);
    for (const cell of [1, 2, 3]) {
      expect(jobs[`test (${cell})`]).toMatchObject({ conclusion: 'success' });
      expect(jobs[`test (${cell})`]!.summary).toContain('handed its results to the last job');
    }
    expect(scenario.comments).toHaveLength(1);
    expect(scenario.comments[0]).toContain('net of b');
    expect(scenario.comments[0]).toContain('in test (2): ');
    expect(gateSentences(jobs.qitops!)).toEqual([
      expect.stringContaining('failures (base unknown) was 1 test'),
    ]);
    expect(jobs.qitops!.conclusion).toBe('failure');
  });

  it('counts a line as covered that any shard covered, and as missed that none did', async () => {
    const { jobs } = await start(matrixWorkflow());
    expect(errorsOf(jobs.qitops!)).toEqual([]);
    const [step] = jobs.qitops!.steps.filter(({ name }) => name.includes('analyze-pr'));
    expect(step!.outputs).toMatchObject({
      verdict: 'passed',
      headline: expect.stringContaining('All 3 tests passed'),
    });
    expect(scenario.comments[0]).toMatch(/src\/price\.js:9/);
    expect(scenario.comments[0]).not.toMatch(/src\/price\.js:(3|6)\b/);
  });

  it('hands over at the end of a job in which it stands before the tests', async () => {
    const workflow = matrixWorkflow();
    const step = '      - uses: qitops/analyze-pr@v1\n        if: always()\n';
    const checkout = '      - uses: actions/checkout@v5\n';
    const first = workflow.replace(step, '').replace(checkout, checkout + step);
    const { jobs } = await start(first);
    expect(jobs['test (1)']!.log).toContain('No test results yet');
    expect(jobs['test (1)']!.steps.at(-1)).toMatchObject({
      name: 'Post qitops/analyze-pr@v1',
      conclusion: 'success',
    });
    expect(errorsOf(jobs.qitops!)).toEqual([]);
    expect(names()).toHaveLength(3);
  });

  it('joins a job outside the matrix that says it is a part', async () => {
    const jobs = `  lint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - run: echo '<testsuite name="lint" tests="1"><testcase name="style" classname="lint"/></testsuite>' > junit.xml
      - uses: qitops/analyze-pr@v1
        with: { shards: part }
`;
    const run = await start(matrixWorkflow({ jobs, needs: ['test', 'lint'], shards: 4 }));
    expect(names()).toContain('qitops-lint-0-a1');
    expect(errorsOf(run.jobs.qitops!)).toEqual([]);
    expect(scenario.comments[0]).toContain('All 4 tests passed');
  });

  it('waits for no shards of a job that was skipped and may be', async () => {
    const jobs = `  docs:
    if: false
    strategy: { matrix: { part: [1, 2] } }
    runs-on: ubuntu-latest
    steps: [{ uses: qitops/analyze-pr@v1 }]
`;
    const gates = '"skippable: [docs]"';
    const run = await start(matrixWorkflow({ jobs, needs: ['test', 'docs'], shards: 5, inputs: { gates } }));
    expect(errorsOf(run.jobs.qitops!)).toEqual([]);
    expect(run.jobs.qitops!.summary).toContain('3 of 3 arrived');
  });

  it('speaks to the API no more often than one job would', async () => {
    await start(matrixWorkflow());
    expect(scenario.github.requests.length).toBeLessThanOrEqual(12);
  });
});

describeWithRunner('a shard that is missing', () => {
  it('is named by its cell', async () => {
    const { jobs } = await start(matrixWorkflow({ hand: 'matrix.part != 2' }));
    expect(gateSentences(jobs.qitops!)).toEqual([
      expect.stringContaining('2 of 3 arrived; missing: test (2)'),
    ]);
    expect(scenario.comments[0]).toContain('missing: test (2)');
  });

  it('fails although what arrived is green, and removes no tests', async () => {
    const { jobs } = await start(matrixWorkflow({ hand: 'matrix.part != 2' }));
    expect(jobs.qitops!.conclusion).toBe('failure');
    expect(scenario.comments[0]).not.toContain('removed');
  });

  it('is told by those that arrived when the workflow cannot be read', async () => {
    const workflow = matrixWorkflow({ hand: 'matrix.part != 2' });
    scenario = await Scenario.open({ main: [MAIN], topic: change() });
    const { jobs } = await scenario.runAll(workflow);
    expect(gateSentences(jobs.qitops!)).toEqual([
      expect.stringContaining('2 of 3 arrived: test (1), test (3)'),
    ]);
  });

  it('is one that found no result files', async () => {
    const tests = `test "$PART" = 3 || node --test --test-shard="$PART/3" --test-reporter=junit --test-reporter-destination=junit.xml`;
    const { jobs } = await start(matrixWorkflow({ tests }));
    expect(gateSentences(jobs.qitops!)).toEqual([expect.stringContaining('no result files in: test (3)')]);
  });
});

describeWithRunner('"re-run failed jobs"', () => {
  it('takes the second attempt of the shard that ran again and the first of the others', async () => {
    const tests =
      'test "$PART-$GITHUB_RUN_ATTEMPT" = 2-1 && sed -i "s/, 2)/, 9)/" test/b.test.js; node --test --test-shard="$PART/3" --test-reporter=junit --test-reporter-destination=junit.xml';
    const workflow = matrixWorkflow({ tests });
    const first = await start(workflow);
    expect(first.jobs['test (2)']!.conclusion).toBe('failure');
    expect(first.jobs.qitops!.conclusion).toBe('failure');

    const second = await scenario.runAll(workflow, { attempt: 2, previous: first });
    expect(names().filter((name) => name.endsWith('-a2'))).toHaveLength(1);
    expect(names()).toHaveLength(4);
    const ids = scenario.github.results.artifacts.artifacts.map(({ id }) => id);
    expect(ids).not.toEqual([...ids].sort((a, b) => a - b));
    expect(errorsOf(second.jobs.qitops!)).toEqual([]);
    expect(second.jobs.qitops!.conclusion).toBe('success');
    expect(scenario.comments).toHaveLength(1);
    expect(scenario.comments[0]).toContain('All 3 tests passed');
  });
});

describeWithRunner('a matrix without a last job', () => {
  const lonely = matrixWorkflow().split('  qitops:')[0]!;

  it('is judged cell by cell, with a section for each in the one comment', async () => {
    const { jobs } = await start(lonely, change({ broken: true }));
    expect([1, 2, 3].map((cell) => jobs[`test (${cell})`]!.conclusion)).toEqual([
      'success',
      'failure',
      'success',
    ]);
    expect(gateSentences(jobs['test (2)']!)).toHaveLength(1);
    expect(names()).toEqual([]);
    expect(scenario.comments).toHaveLength(1);
    for (const heading of ['✅ Passed · `test (1)`', '❌ Failed · `test (2)`', '✅ Passed · `test (3)`']) {
      expect(scenario.comments[0]).toContain(heading);
    }
  });

  it('fails in a part that says it is one and whose tests failed, since nobody else would', async () => {
    const parts = lonely.replace('if: always()', 'with: { shards: part }');
    const { jobs } = await start(parts, change({ broken: true }));
    expect(jobs['test (1)']!.conclusion).toBe('success');
    expect(warningsOf(jobs['test (1)']!)).toEqual([expect.stringMatching(/no job of this workflow.*Fix:/)]);
    expect(errorsOf(jobs['test (2)']!)).toEqual([
      expect.stringMatching(/Tests failed, and no job.*shards.*Fix:/),
    ]);
  });
});

describeWithRunner('what another job handed over', () => {
  it('is refused by name when it is no shard', async () => {
    const workflow = matrixWorkflow({ shards: 3 });
    scenario = await Scenario.open({ main: [{ ...MAIN, ...withWorkflow(workflow) }], topic: change() });
    const { artifacts } = scenario.github.results;
    const at = { run: 'run-1-1001', job: 'evil' };
    artifacts.add(at, 'qitops-evil-0-a1', Buffer.from('no archive'), 'application/zip');
    artifacts.add(at, 'qitops-../../evil-0-a1', Buffer.from('x'), 'application/zip');
    artifacts.add(at, 'coverage-report', Buffer.from('x'), 'application/zip');
    const { jobs } = await scenario.runAll(workflow);
    const [sentence] = gateSentences(jobs.qitops!);
    expect(sentence).toContain('3 of 3 arrived; qitops-evil-0-a1 was not taken');
    expect(sentence).not.toContain('..');
    expect(jobs.qitops!.conclusion).toBe('failure');
  });
});
