import { checkoutStep } from './job-steps.ts';
import { MARKER } from './marker.ts';
import { commentRights, indented } from './new-workflow.ts';
import { allPinned, own } from './pinned-actions.ts';

/** Where an organization keeps workflows that its repositories call: in a repository of their own, or `.github`. */
export const ORG_WORKFLOW = '.github/workflows/qitops-gate.yml';

/** The name of the check that a called gate reports: the caller's job, then the job of the workflow. */
export const ORG_CHECK = 'qitops / gate';

/** The gate of all repositories, in one place; each calls it behind its own test jobs. */
export function orgWorkflow(): string {
  return [
    `${MARKER} The gate that every repository of the organization calls behind its test jobs.`,
    'name: qitops gate',
    'on:',
    '  workflow_call:',
    '    inputs:',
    '      needs:',
    '        description: toJSON(needs) of the calling job',
    '        type: string',
    '        required: true',
    '      shards:',
    '        description: how many jobs hand over their results; empty = the gate looks at their conclusions',
    '        type: string',
    "        default: ''",
    'permissions: {}',
    'jobs:',
    '  gate:',
    '    runs-on: ubuntu-latest',
    '    timeout-minutes: 15',
    ...commentRights('    '),
    '    steps:',
    ...indented(checkoutStep({ whole: true }), 6),
    `      - uses: ${own('analyze-pr')}`,
    '        with:',
    `          needs: \${{ inputs.needs }}`,
    `          shards: \${{ inputs.shards }}`,
    '',
  ].join('\n');
}

/** The job that a repository puts behind its test jobs. */
export function callingJob(organization: string): string {
  return [
    'qitops: # this name and that of the called job make the check to require',
    '  needs: [test] # every job that must pass',
    '  if: always()',
    ...commentRights('  '),
    `  uses: ${organization}/.github/${ORG_WORKFLOW}@main # or the commit of a release of yours`,
    '  with:',
    `    needs: \${{ toJSON(needs) }}`,
    '',
  ].join('\n');
}

/** Patterns for an organization that allows selected actions only: ours, and those that written workflows use. */
export function allowedActions(): string[] {
  return ['qitops/*@*', ...allPinned().map((name) => `${name}@*`)];
}

/**
 * A ruleset for `POST /orgs/{org}/rulesets`: the check has to pass on every default branch. It begins as `evaluate`,
 * which shows what it would have blocked.
 */
export function orgRuleset(): object {
  return {
    name: 'qitops',
    target: 'branch',
    enforcement: 'evaluate',
    conditions: {
      ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] },
      repository_name: { include: ['~ALL'], exclude: [] },
    },
    rules: [
      {
        type: 'required_status_checks',
        parameters: {
          // 15368 is GitHub Actions: no other app can report the check
          required_status_checks: [{ context: ORG_CHECK, integration_id: 15368 }],
          strict_required_status_checks_policy: false,
          do_not_enforce_on_create: true,
        },
      },
    ],
  };
}
