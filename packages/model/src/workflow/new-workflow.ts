import { needsOfJob } from './job-needs.ts';
import { checkoutStep, REPORTS, type TestJob, testSteps } from './job-steps.ts';
import { MARKER } from './marker.ts';
import { own, pinned } from './pinned-actions.ts';

export const NEW_WORKFLOW = '.github/workflows/qitops.yml';
export const COMMENT_WORKFLOW = '.github/workflows/qitops-comment.yml';

/** Also when tests failed, and never for a pull request. */
const ON_PUSH = `  if: \${{ !cancelled() && github.event_name == 'push' }}`;

/** The workflow of a repository that has none for its tests: a job a unit, a gate when there are several, the history. */
export function newWorkflow(jobs: readonly TestJob[], branch: string): string {
  const several = jobs.length > 1;
  const ids = jobs.map(({ id }) => id);
  const tests = jobs.flatMap((job) => [
    `  ${job.id}:`,
    '    runs-on: ubuntu-latest',
    '    timeout-minutes: 30',
    ...(several ? [] : commentRights('    ')),
    ...indented(needsOfJob(job.unit), 4),
    '    steps:',
    ...indented(testSteps(job, { part: several }), 6),
    ...indented(several ? [] : uploadSteps(), 6),
    '',
  ]);
  return [
    `${MARKER} \`qitops init\` shows what it would change before it writes it again.`,
    'name: qitops',
    'on:',
    '  pull_request:',
    '  merge_group: # else a required check never reports in a merge queue',
    '  push:',
    `    branches: [${JSON.stringify(branch)}]`,
    'permissions:',
    '  contents: read',
    'jobs:',
    ...tests,
    ...(several ? [...gateJob({ ids, shards: jobs.length, indent: 2 }), ''] : []),
    ...historyJob({ ids, indent: 2, handedOver: several }),
    '',
  ].join('\n');
}

export function commentRights(indent: string): string[] {
  return [
    `${indent}permissions:`,
    `${indent}  contents: read`,
    `${indent}  pull-requests: write # for the comment; without it the job summary says the same`,
  ];
}

/**
 * The last job: the check to require. It always runs, because a required job that is skipped counts as passed.
 * @param shards how many jobs hand over what they read; null when the file does not tell: then it looks at their
 * conclusions alone.
 */
export function gateJob({
  ids,
  shards,
  indent,
}: {
  ids: readonly string[];
  shards: number | null;
  indent: number;
}): string[] {
  return indented(
    [
      '# Require this one check: it fails on a test job that failed, was cancelled or was skipped.',
      'qitops:',
      `  needs: [${ids.join(', ')}]`,
      '  if: always()',
      '  runs-on: ubuntu-latest',
      '  timeout-minutes: 15',
      ...commentRights('  '),
      '  steps:',
      ...indented(checkoutStep({ whole: true }), 4),
      `    - uses: ${own('analyze-pr')}`,
      '      with:',
      `        needs: \${{ toJSON(needs) }}`,
      ...(shards === null ? [] : [`        shards: ${shards} # so many jobs hand over their results`]),
    ],
    indent,
  );
}

/** The job that adds runs of the default branch to the history: the only one that may write, and never for a pull request. */
export function historyJob(options: {
  id?: string;
  ids: readonly string[];
  indent: number;
  /** Whether analyze-pr in the test jobs hands over what it read; else the reports come as an artifact. */
  handedOver: boolean;
}): string[] {
  const { id = 'history', ids, indent, handedOver } = options;
  return indented(
    [
      '# "New" and "flaky" need a history: runs of the default branch are kept at refs/qitops/history.',
      `${id}:`,
      `  needs: [${ids.join(', ')}]`,
      ON_PUSH,
      '  runs-on: ubuntu-latest',
      '  timeout-minutes: 15',
      '  permissions:',
      '    contents: write # to push refs/qitops/history',
      '  steps:',
      ...indented(checkoutStep({ whole: false }), 4),
      ...(handedOver
        ? []
        : [
            `    - uses: ${pinned('actions/download-artifact')}`,
            '      with:',
            // a pattern that matches nothing is no error: what is missing is said by the next step
            `        pattern: ${REPORTS}*`,
            '        path: reports',
          ]),
      `    - uses: ${own('flaky-detect')}`,
    ],
    indent,
  );
}

/** Keeps the reports for the history; only where it is written. */
export function uploadSteps(): string[] {
  return [
    `- uses: ${pinned('actions/upload-artifact')}`,
    ON_PUSH,
    '  with:',
    `    name: ${REPORTS}`,
    '    path: |',
    ...['**/junit*.xml', '**/test-results*', '**/test-results/**', '**/TEST-*.xml', '**/TestResults/**'].map(
      (glob) => `      ${glob}`,
    ),
    ...[
      '**/lcov.info',
      '**/coverage*.xml',
      '**/*.cobertura.xml',
      '**/cobertura.xml',
      '**/jacoco*.xml',
      '**/coverage.out',
    ].map((glob) => `      ${glob}`),
    '      !**/node_modules/**',
    '    if-no-files-found: ignore',
    '    retention-days: 7',
  ];
}

/** The half with rights for pull requests from forks; it acts only once it is on the default branch. */
export function commentWorkflow(workflow: string): string {
  return [
    `${MARKER} Comments on pull requests from forks, whose own runs may only read.`,
    '# It runs none of their code, and acts only once it is on the default branch.',
    'name: qitops comment',
    'on:',
    '  workflow_run:',
    `    workflows: [${JSON.stringify(workflow)}]`,
    '    types: [completed]',
    'permissions: {}',
    'jobs:',
    '  comment:',
    "    if: github.event.workflow_run.event == 'pull_request'",
    '    runs-on: ubuntu-latest',
    '    timeout-minutes: 15',
    '    permissions:',
    '      contents: read # the rules of the default branch',
    '      actions: read # the report of the run that ended',
    '      pull-requests: write # for the comment',
    '    steps:',
    ...indented(checkoutStep({ whole: false }), 6),
    `      - uses: ${own('analyze-pr')}`,
    '',
  ].join('\n');
}

export function indented(lines: readonly string[], by: number): string[] {
  return lines.map((line) => (line === '' ? '' : ' '.repeat(by) + line));
}
