import { COVERAGE, defineContract, RESULTS, STORE, tokenInput, WORKING_DIRECTORY } from '@qitops/action-kit';

export const contract = defineContract({
  name: 'analyze-pr',
  description:
    'What a pull request did to tests and coverage: one comment, one summary, and gates that fail the job.',
  branding: { icon: 'check-circle', color: 'green' },
  inputs: {
    results: RESULTS,
    coverage: COVERAGE,
    gates: {
      type: 'string',
      default: null,
      description:
        'Gates as YAML, as under `gates` in qitops.yml; empty takes those of qitops.yml at the base.',
    },
    comment: {
      type: 'enum',
      values: ['always', 'changes', 'never'],
      default: 'always',
      description: 'When to comment on the pull request; `changes`: only when there is something to act on.',
    },
    needs: {
      type: 'string',
      default: null,
      description: 'In a last job: `toJSON(needs)`, so that a job that failed or was skipped fails this one.',
    },
    shards: {
      type: 'string',
      default: null,
      description:
        'In a last job: how many jobs of this run to join. Jobs in a matrix are joined by themselves; in any other one write `part`.',
    },
    store: STORE,
    suggest: {
      type: 'boolean',
      default: true,
      description: 'Look for missing tests with the built-in engine (no key, no network) and show them.',
    },
    token: tokenInput('Token for the comment and the history.'),
    'working-directory': WORKING_DIRECTORY,
  },
  outputs: {
    verdict: { description: '`passed`, `failed` or `unknown`; empty while it waits for the end of the job.' },
    headline: { description: 'The verdict as one sentence.' },
    'new-failures': { description: 'How many tests fail that did not fail at the base.' },
    flaky: { description: 'How many tests were flaky in this run.' },
    'patch-coverage': {
      description: 'Percent of the coverable changed lines that tests ran; empty when not measured.',
    },
    'comment-url': { description: 'Web page of the comment; empty when there is none.' },
    json: { description: 'Path of the whole document.' },
  },
  permissions: [
    { permission: 'contents: read', reason: 'to check out the code and read the history', optional: false },
    {
      permission: 'pull-requests: write',
      reason: 'for the comment; without it the summary says the same',
      optional: true,
    },
    { permission: 'checks: write', reason: 'only for `checkRun: true` in qitops.yml', optional: true },
    { permission: 'actions: read', reason: 'only on `workflow_run`, to comment for forks', optional: true },
  ],
  post: true,
});
