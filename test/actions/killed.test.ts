import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { GitStore, History } from '@qitops/history';
import { Git } from '@qitops/repository';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { describeWithRunner } from '../runner/platform.ts';
import type { Kill, RunEvent } from '../runner/surroundings.ts';
import { errorsOf } from './reading.ts';
import { type Files, Scenario } from './scenario.ts';
import { BROKEN_DISCOUNT, SHOP, workflow } from './shop.ts';

/** Moments at which each action is killed; more by the variable. */
const MOMENTS = Number(process.env.QITOPS_KILLS ?? 2);
const SEED = Number(process.env.QITOPS_KILL_SEED ?? Date.now() % 2 ** 31);

/** Chance from a seed, 0 to 1 (mulberry32). */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const RESULTS = `<testsuite name="s"><testcase classname="Shop" name="two cost twice as much"><failure message="9 is not 10"/></testcase><testcase classname="Shop" name="one" time="0.1"/></testsuite>`;
const CONFIG = `checkRun: true
report: { dashboard: issue }
notifications:
  - { to: issue, on: [new-failure] }
`;
const MAIN: Files = {
  ...SHOP,
  'results.xml': RESULTS,
  'qitops.yml': CONFIG,
  '.gitignore': 'junit.xml\nqitops-report\n',
};
const steps = (...uses: string[]) => workflow(['run: cp results.xml junit.xml', ...uses]);

interface Subject {
  action: string;
  workflow: string;
  event: (scenario: Scenario) => RunEvent;
}

const ANALYZE: Subject = {
  action: 'analyze-pr',
  workflow: steps('uses: qitops/analyze-pr@v1\n        with: { suggest: false }'),
  event: (scenario) => scenario.pullRequest(),
};
const FLAKY: Subject = {
  action: 'flaky-detect',
  workflow: steps('uses: qitops/flaky-detect@v1\n        with: { issues: true }'),
  event: (scenario) => scenario.push(),
};
const REPORT: Subject = {
  action: 'report',
  workflow: steps('uses: qitops/flaky-detect@v1', 'uses: qitops/report@v1'),
  event: (scenario) => scenario.push(),
};

let scenario: Scenario;
let runId = 1000;
beforeAll(async () => {
  scenario = await Scenario.open({ main: [MAIN], topic: BROKEN_DISCOUNT });
});
afterEach(() => expect(scenario.github.violations).toEqual([]));
afterAll(() => scenario.close());

/** Runs it whole, or killed after so many ms. Returns the job and how long the action lasted. */
async function run(subject: Subject, afterMs: number | null) {
  const kill: Kill = { action: subject.action, afterMs };
  runId += 1;
  const permissions = {
    contents: 'write',
    issues: 'write',
    checks: 'write',
    'pull-requests': 'write',
  } as const;
  const job = await scenario.run(subject.workflow, {
    event: subject.event(scenario),
    permissions,
    runId,
    kill,
  });
  return { job, runId: String(runId), lastedMs: kill.lastedMs! };
}

const recorded = async () => {
  const store = new GitStore({ git: new Git(scenario.bare), ref: 'refs/qitops/history', remote: null });
  return (await new History(store, (text) => text).view()).runs.map(({ info }) => info.runId);
};
const locks = () =>
  readdirSync(scenario.bare, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.lock'));

/** What each affair has only one of, whatever was killed. */
function expectNothingDoubled(): void {
  const { comments, checks, issues } = scenario.repository;
  expect(comments.length).toBeLessThanOrEqual(1);
  const keys = checks.map(({ sha, externalId }) => `${sha} ${externalId}`);
  expect(new Set(keys).size).toBe(keys.length);
  for (const { annotations } of checks) {
    const places = annotations.map((one) => JSON.stringify(one));
    expect(new Set(places).size).toBe(places.length);
  }
  const open = issues.filter(({ state }) => state === 'open').map(({ title }) => title);
  expect(new Set(open).size).toBe(open.length);
}

describeWithRunner(`an action that is killed (QITOPS_KILL_SEED=${SEED})`, () => {
  it.each([ANALYZE, FLAKY, REPORT])(
    '$action leaves nothing that the next run does not mend',
    async (subject) => {
      const chance = chanceOf(SEED + subject.action.length);
      const whole = await run(subject, null);
      const known = new Set([whole.runId]);
      let killed = 0;
      for (let moment = 0; moment < MOMENTS; moment++) {
        // one from each part of the time it takes
        const at = ((moment + chance()) / MOMENTS) * whole.lastedMs;
        const before = await recorded();
        const broken = await run(subject, at);
        if (
          broken.lastedMs < whole.lastedMs * 3 &&
          broken.job.steps.some(({ outcome }) => outcome === 'failure')
        )
          killed += 1;
        expectNothingDoubled();

        const next = await run(subject, null);
        known.add(broken.runId).add(next.runId);
        expect(errorsOf(next.job)).toEqual(errorsOf(whole.job));
        expect(next.job.conclusion, next.job.log).toBe(whole.job.conclusion);
        expectNothingDoubled();
        const runs = await recorded();
        expect(new Set(runs).size, 'no run is there twice').toBe(runs.length);
        expect(runs, 'no run is lost').toEqual(expect.arrayContaining(before));
        if (subject !== ANALYZE) expect(runs).toContain(next.runId);
        expect(scenario.refs('refs/qitops/inbox/')).toEqual([]);
        expect(locks()).toEqual([]);
        if (subject === ANALYZE) {
          expect(scenario.comments).toEqual([expect.stringContaining(`/actions/runs/${next.runId}/`)]);
          expect(scenario.repository.checks).toMatchObject([
            { output: { text: expect.stringContaining(`/actions/runs/${next.runId}/`) } },
          ]);
        }
        if (subject === REPORT) {
          const kept = scenario.github.results.artifacts.artifacts.filter(({ run: of }) =>
            of.endsWith(`-${next.runId}`),
          );
          expect(kept.map(({ name, uploaded }) => [name, uploaded])).toEqual([['qitops-report', true]]);
        }
      }
      execFileSync('git', ['--git-dir', scenario.bare, 'fsck', '--strict', '--no-dangling'], {
        stdio: 'pipe',
      });
      if (MOMENTS > 5)
        console.log(
          `${subject.action}: killed ${killed} of ${MOMENTS} times within ${whole.lastedMs.toFixed(0)} ms, seed ${SEED}`,
        );
    },
  );
});
