import { expect } from 'vitest';
import { parse } from 'yaml';
import { type Job, needsOf, type Step } from '../runner/workflow.ts';

interface Workflow {
  on: unknown;
  permissions?: unknown;
  jobs: Record<string, Job & { permissions?: unknown }>;
}

/** What holds for every workflow that this project runs, shows or writes. */
export const WORKFLOW_RULES: [string, (text: string) => void][] = [
  [
    'pins the actions of others by commit, with the version beside it',
    (text) => {
      for (const [, uses, rest] of text.matchAll(/uses:\s*(\S+)(.*)/g)) {
        if (uses!.startsWith('./') || uses!.startsWith('qitops/')) continue;
        expect(uses).toMatch(/@[0-9a-f]{40}$/);
        expect(rest).toMatch(/# v\d/);
      }
    },
  ],
  [
    'leaves no credentials in a checkout',
    (text) => {
      for (const step of stepsOf(text).filter(({ uses }) => uses?.startsWith('actions/checkout@')))
        expect(step.with?.['persist-credentials']).toBe(false);
    },
  ],
  [
    'says its permissions',
    (text) => {
      const workflow = parse(text) as Workflow;
      if (workflow.permissions !== undefined) return;
      for (const [id, job] of Object.entries(workflow.jobs))
        expect(job.permissions, `permissions of ${id}`).toBeDefined();
    },
  ],
  [
    'puts no expression into a script',
    (text) => {
      for (const { run } of stepsOf(text)) expect(String(run ?? '')).not.toContain('${{');
    },
  ],
  [
    'never runs with the rights of pull_request_target',
    (text) => expect(JSON.stringify((parse(text) as Workflow).on)).not.toContain('pull_request_target'),
  ],
  [
    'has no gate that can be skipped',
    (text) => {
      const gate = (parse(text) as Workflow).jobs.qitops;
      if (!gate) return;
      expect(String(gate.if)).toMatch(/^(\$\{\{ )?always\(\)( \}\})?$/);
      expect(needsOf(gate).length).toBeGreaterThan(0);
      const inputs = gate.steps.find(({ uses }) => uses?.includes('analyze-pr'))?.with;
      expect(inputs?.needs).toBe(`\${{ toJSON(needs) }}`);
    },
  ],
];

function stepsOf(text: string): Step[] {
  return Object.values((parse(text) as Workflow).jobs).flatMap((job) => job.steps);
}
