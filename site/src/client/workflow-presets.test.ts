import { newWorkflow } from '@qitops/model/workflow/new-workflow';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { PRESETS, unitOf } from './workflow-presets.ts';

interface Workflow {
  permissions: Record<string, string>;
  jobs: Record<string, { permissions?: Record<string, string>; steps: { uses?: string; run?: string }[] }>;
}

function workflowOf(name: string, changes: Partial<Parameters<typeof unitOf>[0]> = {}): Workflow {
  const preset = PRESETS[name]!;
  const { install, test } = preset;
  const answers = { preset, version: preset.runtime?.[1] ?? '', install, test, folder: '', ...changes };
  return parse(newWorkflow([{ id: 'test', unit: unitOf(answers) }], 'main')) as Workflow;
}

describe('the workflow that the page writes', () => {
  it.each(Object.keys(PRESETS))(
    'for %s pins what is not ours, runs the tests and asks for no more than it needs',
    (name) => {
      const { permissions, jobs } = workflowOf(name);
      expect(permissions).toEqual({ contents: 'read' });
      expect(jobs.test!.permissions).toEqual({ contents: 'read', 'pull-requests': 'write' });
      expect(jobs.history!.permissions).toEqual({ contents: 'write' });
      const steps = Object.values(jobs).flatMap((job) => job.steps);
      for (const { uses } of steps)
        if (uses) expect(uses).toMatch(/^(qitops\/[\w-]+@v1|[\w-]+\/[\w-]+@[0-9a-f]{40})$/);
      expect(jobs.test!.steps.map(({ run }) => run)).toContain(PRESETS[name]!.test);
      // what the form shows as the version is what is written
      const [, version] = PRESETS[name]!.runtime ?? [];
      if (version) expect(JSON.stringify(jobs.test!.steps)).toContain(`-version":"${version}"`);
    },
  );
  it('takes a version, a folder and commands with any mark in them', () => {
    const { jobs } = workflowOf('vitest', {
      version: '24',
      folder: './web/',
      test: `npm test -- "a: b" #x ${'$'}{{ y }}`,
    });
    const [run] = jobs.test!.steps.filter((step) => step.run?.startsWith('npm test'));
    expect(run).toEqual({ run: `npm test -- "a: b" #x ${'$'}{{ y }}`, 'working-directory': 'web' });
    expect(JSON.stringify(jobs.test!.steps)).toContain('"node-version":"24"');
  });
});
