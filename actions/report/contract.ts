import { defineContract } from '@qitops/action-kit';

export const contract = defineContract({
  name: 'report',
  description: 'Writes the report site from the history and the latest run, ready for GitHub Pages.',
  branding: { icon: 'bar-chart-2', color: 'blue' },
  inputs: {
    store: {
      type: 'string',
      default: 'ref:refs/qitops/history',
      description: 'Where the history is: a folder, `ref:<name>` or `branch:<name>`.',
    },
    results: {
      type: 'lines',
      default: [],
      description: 'Globs of test result files of this run; empty shows the history alone.',
    },
    coverage: {
      type: 'lines',
      default: [],
      description: 'Globs of coverage files of this run; empty shows the last coverage that was stored.',
    },
    analysis: {
      type: 'string',
      default: null,
      description: 'Path of the document of analyze-pr; empty takes the one that this job made.',
    },
    suggestions: {
      type: 'string',
      default: null,
      description: 'Path of the document of suggest-tests; empty takes the one that this job made.',
    },
    flaky: {
      type: 'string',
      default: null,
      description: 'Path of the document of flaky-detect; empty takes the one that this job made.',
    },
    out: {
      type: 'string',
      default: 'qitops-report',
      description: 'Folder that the site is written to.',
    },
    token: {
      type: 'string',
      default: null,
      defaultExpression: 'github.token',
      secret: true,
      description: 'Token that reads the history.',
    },
    'working-directory': {
      type: 'string',
      default: '.',
      description: 'Folder that paths and globs start from, relative to the repository root.',
    },
  },
  outputs: {
    path: { description: 'Folder of the site, for actions/upload-pages-artifact.' },
    pages: { description: 'How many pages it has.' },
    bytes: { description: 'How large it is.' },
    json: { description: 'Path of the whole document.' },
  },
  permissions: [{ permission: 'contents: read', reason: 'to read the history', optional: false }],
  post: false,
});
