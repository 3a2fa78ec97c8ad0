import { readFileSync } from 'node:fs';
import { AnalyzeDocument } from '@qitops/model';
import { afterAll, afterEach, expect, it } from 'vitest';
import type { Account } from '../github/accounts.ts';
import { describeWithRunner } from '../runner/platform.ts';
import type { JobResult } from '../runner/run-workflow.ts';
import type { RunEvent } from '../runner/surroundings.ts';
import { errorsOf, gateSentences, warningsOf } from './reading.ts';
import { type Files, Scenario } from './scenario.ts';
import { BROKEN_DISCOUNT, SHOP, workflow } from './shop.ts';

/** Requests that a run may make: the token of a repository has a thousand an hour for all its runs. */
const MOST_REQUESTS = 12;

const RESULTS = `<testsuite name="s"><testcase classname="Shop" name="two cost twice as much"><failure message="9 is not 10"/></testcase><testcase classname="Shop" name="one" time="0.1"/></testsuite>`;
const MAIN: Files = {
  ...SHOP,
  'results.xml': RESULTS,
  'qitops.yml':
    'checkRun: true\nreport: { dashboard: issue }\nnotifications:\n  - { to: issue, on: [new-failure] }\n',
  '.gitignore': 'junit.xml\nqitops-report\n',
};
const ALL = workflow([
  'run: cp results.xml junit.xml',
  'uses: qitops/detect@v1',
  'uses: qitops/flaky-detect@v1\n        with: { issues: true }',
  'uses: qitops/analyze-pr@v1\n        if: always()\n        with: { suggest: false }',
  'uses: qitops/report@v1\n        if: always()',
]);
const WRITE = {
  contents: 'write',
  'pull-requests': 'write',
  checks: 'write',
  issues: 'write',
  actions: 'read',
  pages: 'read',
} as const;

interface Case {
  /** Whether nobody reads the repository without a permission. */
  hidden?: boolean;
  event: (scenario: Scenario) => RunEvent;
  permissions?: Account['permissions'];
  /** Whether the run is of the default branch and so is remembered. */
  recorded: boolean;
  comments: number;
  /** What is said of a permission that is missing. */
  warns?: RegExp;
}

const bare =
  (name: string) =>
  (scenario: Scenario): RunEvent => ({
    ...scenario.push(),
    name,
    payload: { repository: { default_branch: 'main' }, inputs: null, schedule: '0 3 * * *' },
  });

const CASES: Record<string, Case> = {
  'a pull request of a private repository': {
    hidden: true,
    event: (one) => one.pullRequest(),
    recorded: false,
    comments: 1,
  },
  'a pull request of a private repository, with no permission at all': {
    hidden: true,
    event: (one) => one.pullRequest(),
    permissions: {},
    recorded: false,
    comments: 0,
    warns: /pull-requests: write/,
  },
  'a pull request of Dependabot': {
    event: (one) => ({ ...one.pullRequest(), actor: 'dependabot[bot]' }),
    permissions: { contents: 'read', 'pull-requests': 'read' },
    recorded: false,
    comments: 0,
    warns: /pull-requests: write/,
  },
  'a merge group': { event: (one) => one.mergeGroup(), recorded: false, comments: 0 },
  'a push': { event: (one) => one.push(), recorded: true, comments: 0 },
  'a schedule': { event: bare('schedule'), recorded: true, comments: 0 },
  'a dispatch': { event: bare('workflow_dispatch'), recorded: true, comments: 0 },
};

let scenario: Scenario;
const requests: string[] = [];
afterEach(async () => {
  expect(scenario.github.violations).toEqual([]);
  await scenario.close();
});
afterAll(() =>
  console.log(`requests of a run with detect, flaky-detect, analyze-pr and report:\n${requests.join('\n')}`),
);

const outputsOf = (job: JobResult, action: string) =>
  job.steps.find(({ name }) => name.startsWith(`qitops/${action}`))!.outputs;

describeWithRunner('a run of all actions', () => {
  it.each(Object.entries(CASES))(
    'for %s judges, says so everywhere it may, and asks little',
    async (name, one) => {
      const { hidden = false, event, permissions = WRITE, recorded, comments, warns } = one;
      scenario = await Scenario.open({ main: [MAIN], topic: BROKEN_DISCOUNT, hidden });
      const job = await scenario.run(ALL, { event: event(scenario), permissions });
      requests.push(`${String(scenario.github.requests.length).padStart(4)}  ${name}`);
      expect(scenario.github.requests.length, scenario.github.requests.join('\n')).toBeLessThanOrEqual(
        MOST_REQUESTS,
      );

      // the one failing test is the one reason to be red
      expect(job.conclusion).toBe('failure');
      expect(errorsOf(job).filter((message) => !message.includes('9 is not 10'))).toEqual(gateSentences(job));
      expect(gateSentences(job)).toHaveLength(1);
      expect(job.steps.map(({ name: step, outcome }) => [step.slice(0, 12), outcome])).toContainEqual([
        'qitops/repor',
        'success',
      ]);
      expect(outputsOf(job, 'detect').count).toBe('1');
      expect(outputsOf(job, 'flaky-detect').recorded).toBe(String(recorded));
      const analysis = AnalyzeDocument.parse(
        JSON.parse(readFileSync(outputsOf(job, 'analyze-pr').json!, 'utf8')),
      );
      expect(analysis.verdict).toBe('failed');
      expect(scenario.comments).toHaveLength(comments);
      expect(job.summary).toContain('two cost twice as much');
      if (warns) expect(warningsOf(job)).toContainEqual(expect.stringMatching(warns));
      else expect(warningsOf(job)).toEqual([]);
      if (/Dependabot/.test(name))
        expect(scenario.github.results.artifacts.artifacts.map(({ name: artifact }) => artifact)).toContain(
          'qitops-analysis-test-a1',
        );
    },
  );
});
