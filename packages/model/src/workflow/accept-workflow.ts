import { MARKER } from './marker.ts';
import { indented } from './new-workflow.ts';
import { own, pinned } from './pinned-actions.ts';

export const ACCEPT_WORKFLOW = '.github/workflows/qitops-accept.yml';

/**
 * Acts on `/qitops` commands and boxes below a pull request, and shows the suggestions for those of forks. No runner
 * starts for other comments, and none of its jobs runs code of a pull request.
 * @param workflow name of the workflow that suggests tests.
 */
export function acceptWorkflow(workflow: string): string {
  return [
    `${MARKER} Acts on commands and boxes below suggested tests once it is on the default branch,`,
    '# and `suggest: { commands: true }` stands in qitops.yml there.',
    'name: suggest-accept',
    'on:',
    '  issue_comment:',
    '    types: [created, edited]',
    '  workflow_run: # for pull requests of forks, whose own runs may not comment',
    `    workflows: [${JSON.stringify(workflow)}]`,
    '    types: [completed]',
    'permissions: {}',
    'jobs:',
    '  accept:',
    '    # no runner starts for other comments, for bots, or for a box that only selects',
    '    if: >-',
    "      github.event_name == 'issue_comment' && github.event.issue.pull_request && github.event.sender.type == 'User' &&",
    "      ((github.event.action == 'created' && contains(github.event.comment.body, '/qitops ')) ||",
    "      (github.event.action == 'edited' && github.event.comment.user.type == 'Bot' &&",
    "      contains(github.event.comment.body, '- [x] <!-- qitops:apply -->')))",
    '    runs-on: ubuntu-latest',
    '    timeout-minutes: 15',
    '    concurrency:',
    `      group: qitops-accept-\${{ github.event.comment.id }}`, // of many that wait for one, GitHub keeps the last alone
    '      cancel-in-progress: false',
    '    permissions:',
    '      contents: read # qitops.yml and the files of the branch',
    '      actions: write # what was shown; and to have an edited test proven',
    '      pull-requests: write # the answer',
    '    steps:',
    '      # without an app a command is answered by a link: a push by GITHUB_TOKEN starts no checks',
    ...indented(
      [
        `- uses: ${pinned('actions/create-github-app-token')}`,
        "  if: vars.QITOPS_APP_CLIENT_ID != ''",
        '  id: app',
        '  with:',
        `    client-id: \${{ vars.QITOPS_APP_CLIENT_ID }}`,
        `    private-key: \${{ secrets.QITOPS_APP_PRIVATE_KEY }}`,
        '    permission-contents: write',
        `- uses: ${own('suggest-tests')}`,
        '  env:',
        `    QITOPS_APP_TOKEN: \${{ steps.app.outputs.token }}`,
      ],
      6,
    ),
    '  publish:',
    '    if: >-',
    "      github.event_name == 'workflow_run' && github.event.workflow_run.event == 'pull_request' &&",
    '      github.event.workflow_run.head_repository.id != github.event.repository.id',
    '    runs-on: ubuntu-latest',
    '    timeout-minutes: 15',
    '    permissions:',
    '      contents: read # qitops.yml at the base',
    '      actions: read # what the run left',
    '      pull-requests: write # the comment',
    '    steps:',
    `      - uses: ${own('suggest-tests')}`,
    '        with:',
    '          phase: publish',
    '',
  ].join('\n');
}
