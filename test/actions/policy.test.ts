import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { actionNames, ROOT } from '@qitops/tooling';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Job, needsOf } from '../runner/workflow.ts';

interface Workflow {
  on: unknown;
  permissions?: unknown;
  jobs: Record<string, Job & { permissions?: unknown }>;
}

/** The workflows that this repository runs and those that it tells others to paste. */
function workflows(): [string, string][] {
  const folder = join(ROOT, '.github/workflows');
  const own = readdirSync(folder).map((name): [string, string] => [
    name,
    readFileSync(join(folder, name), 'utf8'),
  ]);
  const readmes = ['README.md', ...actionNames().map((name) => `actions/${name}/README.md`)];
  const examples = readmes
    .filter((path) => existsSync(join(ROOT, path)))
    .flatMap((path) => {
      const blocks = [...readFileSync(join(ROOT, path), 'utf8').matchAll(/```ya?ml\n([\s\S]*?)```/g)];
      return blocks
        .map((block) => block[1]!)
        .filter((text) => /^jobs:/m.test(text))
        .map((text, index): [string, string] => [`${path}, example ${index + 1}`, text]);
    });
  return [...own, ...examples];
}

describe.each(workflows())('%s', (_, text) => {
  const workflow = parse(text) as Workflow;
  const jobs = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([, job]) => job.steps);

  it('pins the actions of others by commit, with the version beside it', () => {
    for (const [, uses, rest] of text.matchAll(/uses:\s*(\S+)(.*)/g)) {
      if (uses!.startsWith('./') || uses!.startsWith('qitops/')) continue;
      expect(uses).toMatch(/@[0-9a-f]{40}$/);
      expect(rest).toMatch(/# v\d/);
    }
  });

  it('leaves no credentials in a checkout', () => {
    for (const step of steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))) {
      expect(step.with?.['persist-credentials']).toBe(false);
    }
  });

  it('says its permissions', () => {
    if (workflow.permissions !== undefined) return;
    for (const [id, job] of jobs) expect(job.permissions, `permissions of ${id}`).toBeDefined();
  });

  it('puts no expression into a script', () => {
    for (const { run } of steps) expect(String(run ?? '')).not.toContain('${{');
  });

  it('never runs with the rights of pull_request_target', () => {
    expect(JSON.stringify(workflow.on)).not.toContain('pull_request_target');
  });

  it('has no gate that can be skipped', () => {
    const gate = workflow.jobs.qitops;
    if (!gate) return;
    expect(String(gate.if)).toMatch(/^(\$\{\{ )?always\(\)( \}\})?$/);
    expect(needsOf(gate).length).toBeGreaterThan(0);
    const inputs = gate.steps.find(({ uses }) => uses?.includes('analyze-pr'))?.with;
    expect(inputs?.needs).toBe(`\${{ toJSON(needs) }}`);
  });
});
