import { afterEach, expect, it } from 'vitest';
import { describeWithRunner } from '../runner/platform.ts';
import { change, MAIN, matrixWorkflow, withWorkflow } from './matrix-shop.ts';
import { errorsOf, gateSentences } from './reading.ts';
import { Scenario } from './scenario.ts';

const SHARDS = 'refs/qitops/shards/1001/';
const ON_SERVER = { server: 'https://github.acme.example' };

let scenario: Scenario;
afterEach(async () => {
  expect(scenario.github.violations).toEqual([]);
  await scenario.close();
});

const open = async (workflow: string) => {
  scenario = await Scenario.open({ main: [{ ...MAIN, ...withWorkflow(workflow) }], topic: change() });
};

describeWithRunner('a matrix on GitHub Enterprise Server, which has no artifacts', () => {
  it('hands over by refs and is judged once; "re-run failed jobs" finds the other shards', async () => {
    const tests =
      'test "$PART-$GITHUB_RUN_ATTEMPT" = 2-1 && sed -i "s/, 2)/, 9)/" test/b.test.js; node --test --test-shard="$PART/3" --test-reporter=junit --test-reporter-destination=junit.xml';
    const workflow = matrixWorkflow({ tests });
    await open(workflow);
    const first = await scenario.runAll(workflow, ON_SERVER);
    expect(first.jobs.qitops!.conclusion).toBe('failure');
    expect(scenario.comments[0]).toContain('in test (2): ');
    expect(scenario.refs(SHARDS)).toHaveLength(3);

    const second = await scenario.runAll(workflow, { ...ON_SERVER, attempt: 2, previous: first });
    expect(errorsOf(second.jobs.qitops!)).toEqual([]);
    expect(scenario.comments).toHaveLength(1);
    expect(scenario.comments[0]).toContain('All 3 tests passed');
    expect(scenario.refs(SHARDS)).toHaveLength(4);
    expect(scenario.github.results.artifacts.artifacts).toEqual([]);
  });

  it('says in each job in a line which permission is missing, and fails', async () => {
    const workflow = matrixWorkflow();
    await open(workflow);
    scenario.refusePushes('Permission to acme/shop.git denied to github-actions[bot].');
    const { jobs } = await scenario.runAll(workflow, ON_SERVER);
    for (const part of [1, 2, 3]) {
      expect(errorsOf(jobs[`test (${part})`]!)).toEqual([
        expect.stringMatching(/denied.*Fix: add "contents: write" to the permissions of this job/),
      ]);
    }
    expect(gateSentences(jobs.qitops!)).toEqual([expect.stringContaining('0 of 3 arrived')]);
  });
});
