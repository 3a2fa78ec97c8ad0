import { COVERAGE, defineContract, RESULTS, STORE, tokenInput, WORKING_DIRECTORY } from '@qitops/action-kit';

export const contract = defineContract({
  name: 'suggest-tests',
  description:
    'Tests for what the pull request changed, each run and proven before it is shown. Works without a key.',
  branding: { icon: 'edit-3', color: 'purple' },
  inputs: {
    results: RESULTS,
    coverage: COVERAGE,
    store: STORE,
    out: {
      type: 'string',
      default: null,
      description: 'Folder that the suggested test files are written to; empty writes none.',
    },
    phase: {
      type: 'enum',
      values: ['all', 'analyse', 'propose', 'prove', 'publish'],
      default: 'all',
      description: 'Which part of the work this job does, when code and secrets are kept in separate jobs.',
    },
    provider: {
      type: 'string',
      default: null,
      description:
        'Model to ask for more tests: `openai:<model>`, `anthropic:<model>` or a base URL; empty uses the engine alone.',
    },
    'require-model': {
      type: 'boolean',
      default: false,
      description: 'Fail when the model does not answer; else that is a warning.',
    },
    comment: {
      type: 'boolean',
      default: true,
      description: 'Comment on the pull request, unless analyze-pr already shows the suggestions there.',
    },
    token: tokenInput('Token for the comment and the history.'),
    'working-directory': WORKING_DIRECTORY,
  },
  outputs: {
    tests: { description: 'How many suggested tests ran and are proven.' },
    questions: { description: 'How many questions about changed behaviour there are.' },
    json: { description: 'Path of the whole document.' },
  },
  permissions: [
    { permission: 'contents: read', reason: 'to check out the code and read the history', optional: false },
    {
      permission: 'pull-requests: write',
      reason: 'for a comment of its own, and to answer commands',
      optional: true,
    },
    {
      permission: 'actions: write',
      reason: 'on `issue_comment` alone: to read what was shown, and to have an edited test proven',
      optional: true,
    },
  ],
  post: false,
});
