import { defineContract, RESULTS, STORE, tokenInput, WORKING_DIRECTORY } from '@qitops/action-kit';

export const contract = defineContract({
  name: 'flaky-detect',
  description: 'Adds the run to the history and says which tests are flaky, with how sure that is.',
  branding: { icon: 'activity', color: 'orange' },
  inputs: {
    results: RESULTS,
    coverage: {
      type: 'lines',
      default: [],
      description: 'Globs of coverage files to keep with the run.',
    },
    store: STORE,
    record: {
      type: 'enum',
      values: ['auto', 'never'],
      default: 'auto',
      description:
        'Whether to add this run; `auto`: on the default branch (push, schedule, dispatch, workflow_run).',
    },
    triage: {
      type: 'boolean',
      default: false,
      description:
        'Say for each failure of a first attempt whether a flake, a regression or the infrastructure caused it.',
    },
    quarantine: {
      type: 'boolean',
      default: false,
      description:
        'On the default branch, take tests that are surely flaky into the quarantine for 30 days; they then fail no gate.',
    },
    rerun: {
      type: 'string',
      default: null,
      description:
        'Your test command, `npx vitest run`: failed tests are run again with it, new ones tried several times, within 2 % of the suite’s time.',
    },
    issues: {
      type: 'boolean',
      default: false,
      description: 'On the default branch, keep one GitHub issue a flaky test or cluster.',
    },
    token: tokenInput('Token that reads and writes the history.'),
    'working-directory': WORKING_DIRECTORY,
  },
  outputs: {
    flaky: { description: 'Names of the flaky tests as a JSON list.' },
    'flaky-count': { description: 'How many tests are flaky or quarantined.' },
    runs: { description: 'How many runs the history has.' },
    recorded: { description: 'true when this run was added.' },
    quarantined: { description: 'Names of the quarantined tests as a JSON list.' },
    skip: {
      description: 'What makes each runner leave the quarantined tests out, as a JSON object by runner.',
    },
    json: { description: 'Path of the whole document.' },
  },
  permissions: [
    { permission: 'contents: read', reason: 'to check out the code and read the history', optional: false },
    {
      permission: 'contents: write',
      reason: 'to add runs of the default branch to the history',
      optional: true,
    },
    { permission: 'issues: write', reason: 'for the input issues', optional: true },
  ],
  post: false,
});
