import { expect, it } from 'vitest';
import { describeWithRunner } from '../runner/platform.ts';
import type { RunEvent } from '../runner/surroundings.ts';
import { Scenario } from './scenario.ts';
import { SHOP, workflow } from './shop.ts';

// Events as they come in the life of a repository, each run with the same finished report: what is claimed is about
// comments, requests and conclusions.

const EVENTS = 100;
/** Repositories at a time, so that it does not take longer than it must. */
const REPOSITORIES = 4;

const ACTIONS = ['opened', 'synchronize', 'reopened', 'edited', 'ready_for_review', 'labeled', 'closed'];
const ACTORS = ['dana', 'dependabot[bot]', 'renovate[bot]', 'github-merge-queue[bot]', 'mallory'];
const junit = (failures: number) =>
  `<testsuite name="s" tests="1" failures="${failures}"><testcase name="t" classname="c">${failures ? '<failure message="no"/>' : ''}</testcase></testsuite>`;

const ci = (failures: number) =>
  workflow([
    `run: echo '${junit(failures)}' > junit.xml`,
    'uses: qitops/analyze-pr@v1\n        with: { suggest: false }',
  ]);

function replayed(scenario: Scenario, index: number): RunEvent {
  const event = scenario.pullRequest();
  const action = ACTIONS[index % ACTIONS.length]!;
  const pull_request = {
    ...(event.payload.pull_request as object),
    draft: index % 3 === 0,
    merged: action === 'closed',
    body: index % 4 === 0 ? null : 'x'.repeat(index * 50),
  };
  return {
    ...event,
    actor: ACTORS[index % ACTORS.length]!,
    payload: { ...event.payload, action, pull_request },
  };
}

async function repository(first: number): Promise<void> {
  const scenario = await Scenario.open({ main: [SHOP], topic: { 'README.md': '# Shop\n' } });
  try {
    for (let index = first; index < EVENTS; index += REPOSITORIES) {
      const failures = index % 10 === 0 ? 1 : 0;
      const before = scenario.github.requests.length;
      const job = await scenario.run(ci(failures), {
        event: replayed(scenario, index),
        runId: 1000 + index,
        attempt: 1 + (index % 2),
      });
      expect(job.conclusion, job.log).toBe(failures ? 'failure' : 'success');
      expect(scenario.comments.length).toBeLessThanOrEqual(1);
      expect(scenario.github.requests.length - before).toBeLessThanOrEqual(12);
    }
    expect(scenario.comments).toHaveLength(1);
    expect(scenario.github.violations).toEqual([]);
  } finally {
    await scenario.close();
  }
}

describeWithRunner('a hundred pull request events', () => {
  it('give one comment a pull request, twelve requests a run at most, and block nothing that is green', async () => {
    await Promise.all(Array.from({ length: REPOSITORIES }, (_, first) => repository(first)));
  }, 400_000);
});
