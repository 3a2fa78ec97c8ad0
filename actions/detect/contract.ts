import { defineContract } from '@qitops/action-kit';

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
      description: 'Run what was detected and say whether it works.',
    },
  },
  outputs: {
    json: { description: 'Path of the whole document.' },
    count: { description: 'How many units there are.' },
    paths: { description: 'Folders of the units as a JSON list, for strategy.matrix.' },
    languages: { description: 'Languages of all units as a JSON list.' },
  },
  permissions: [{ permission: 'contents: read', reason: 'to check the repository out', optional: false }],
  post: false,
});
