import { defineContract, STORE, tokenInput } from '@qitops/action-kit';

export const contract = defineContract({
  name: 'detect',
  description:
    'Says what a repository is made of: units, test commands, reporters, reports, each with its evidence.',
  branding: { icon: 'search', color: 'blue' },
  inputs: {
    'working-directory': {
      type: 'string',
      default: '.',
      description: 'Folder to look at, relative to the repository root.',
    },
    verify: {
      type: 'boolean',
      default: false,
      description: 'Run what was detected and say whether it works; kept in the Actions cache by content.',
    },
    shards: {
      type: 'integer',
      default: 0,
      min: 0,
      max: 256,
      description: 'Jobs to share the test files out to, by how long they took; 0 = none.',
    },
    store: STORE,
    token: tokenInput('Token that reads the history for `shards`.'),
  },
  outputs: {
    json: { description: 'Path of the whole document.' },
    count: { description: 'How many units there are.' },
    paths: { description: 'Folders of the units as a JSON list, for strategy.matrix.' },
    units: {
      description:
        'Units with their folder and commands as a JSON list of `{ path, languages, install, build, test }`, for strategy.matrix.',
    },
    affected: {
      description:
        'Folders of the units that the change can matter to as a JSON list, for `if:` and matrices.',
    },
    shards: {
      description: 'Shards as a JSON list of `{ index, total, files, expectedMs }`, for strategy.matrix.',
    },
    languages: { description: 'Languages of all units as a JSON list.' },
  },
  permissions: [
    {
      permission: 'contents: read',
      reason: 'to check the repository out and read the history',
      optional: false,
    },
  ],
  post: false,
});
