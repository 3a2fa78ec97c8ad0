import { defineContract, STORE, tokenInput, WORKING_DIRECTORY } from '@qitops/action-kit';

export const contract = defineContract({
  name: 'report',
  description: 'Writes the report site from the history and the latest run, ready for GitHub Pages.',
  branding: { icon: 'bar-chart-2', color: 'blue' },
  inputs: {
    store: STORE,
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
    token: tokenInput('Token that reads the history and, on the default branch, compacts it.'),
    'working-directory': WORKING_DIRECTORY,
  },
  outputs: {
    path: { description: 'Folder of the site, for actions/upload-pages-artifact.' },
    publish: {
      description: '`true` when the site may go to GitHub Pages; a line of the log says why not.',
    },
    pages: { description: 'How many pages it has.' },
    bytes: { description: 'How large it is.' },
    json: { description: 'Path of the whole document.' },
  },
  permissions: [
    { permission: 'contents: read', reason: 'to read the history', optional: false },
    {
      permission: 'contents: write',
      reason: 'to compact the history in runs of the default branch',
      optional: true,
    },
    {
      permission: 'pages: read',
      reason: 'to ask whether and how Pages publishes before anything is deployed',
      optional: true,
    },
    {
      permission: 'issues: write',
      reason: 'for the dashboard issue and for notifications as issues',
      optional: true,
    },
    {
      permission: 'pull-requests: read',
      reason: 'to show open pull requests, and to drop what the history keeps of closed ones',
      optional: true,
    },
    {
      permission: 'actions: read',
      reason: 'to take what the runs of open pull requests found into the history',
      optional: true,
    },
  ],
  post: false,
});
