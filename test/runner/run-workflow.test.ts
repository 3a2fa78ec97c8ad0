import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithRunner } from './platform.ts';
import { type JobResult, runWorkflow } from './run-workflow.ts';
import type { RunRequest } from './surroundings.ts';

let bare: string;
beforeAll(() => {
  bare = mkdtempSync(join(tmpdir(), 'qitops-bare-'));
  execFileSync('git', ['init', '-q', '--bare', bare]);
});
afterAll(() => rmSync(bare, { recursive: true, force: true }));

async function run(workflow: string, more: Partial<RunRequest> = {}): Promise<Record<string, JobResult>> {
  const event = { name: 'push', payload: {}, sha: 'a'.repeat(40), ref: 'refs/heads/main' };
  const github = { url: 'http://127.0.0.1:1', token: 'ghs_local' };
  const repository = { owner: 'acme', name: 'shop', bare };
  return (await runWorkflow({ workflow, event, repository, github, ...more })).jobs;
}

const steps = (...lines: string[]) =>
  `jobs:\n  test:\n    steps:\n${lines.map((line) => `      - ${line}\n`).join('')}`;

describeWithRunner('the local runner', () => {
  it('hands outputs, variables and paths from step to step', async () => {
    const { test } = await run(
      steps(
        '{ id: one, run: "echo \\"word=hello\\" >> $GITHUB_OUTPUT; echo \\"NAME=dana\\" >> $GITHUB_ENV" }',
        `{ run: "echo \${{ steps.one.outputs.word }} $NAME \${{ github.event_name }}" }`,
      ),
    );
    expect(test!.log).toContain('hello dana push');
    expect(test!.conclusion).toBe('success');
  });

  it('skips after a failure what does not ask for it', async () => {
    const { test } = await run(
      steps(
        '{ run: "exit 3" }',
        '{ run: "echo no" }',
        '{ if: failure(), run: "echo yes" }',
        '{ if: always(), run: "echo too" }',
      ),
    );
    expect(test!.steps.map(({ conclusion }) => conclusion)).toEqual([
      'failure',
      'skipped',
      'success',
      'success',
    ]);
    expect(test!.conclusion).toBe('failure');
  });

  it('lets a step fail that may', async () => {
    const { test } = await run(steps('{ run: "exit 1", continue-on-error: true }', '{ run: "true" }'));
    expect(test!.steps[0]).toMatchObject({ outcome: 'failure', conclusion: 'success' });
    expect(test!.conclusion).toBe('success');
  });

  it('reads commands and masks in the log', async () => {
    const { test } = await run(
      steps(
        '{ run: "echo ::add-mask::secret; echo ::error file=a.ts,line=3::it is%0Asecret; echo the secret ghs_local" }',
      ),
    );
    expect(test!.annotations).toEqual([{ level: 'error', file: 'a.ts', line: 3, message: 'it is\nsecret' }]);
    expect(test!.log).toContain('the *** ***');
  });

  it('runs jobs after those they need, with their results, and a matrix cell by cell', async () => {
    const jobs = await run(`
jobs:
  last:
    needs: [cells]
    if: always()
    steps: [{ run: "echo got \${{ needs.cells.result }}" }]
  cells:
    strategy: { matrix: { n: [1, 2] } }
    steps: [{ run: "test \${{ matrix.n }} = 1" }]
`);
    expect(jobs['cells (1)']!.conclusion).toBe('success');
    expect(jobs['cells (2)']!.conclusion).toBe('failure');
    expect(jobs.last!.log).toContain('got failure');
  });

  it('runs the failed cells again and what needs them, and keeps the rest', async () => {
    const workflow = `
jobs:
  cells:
    strategy: { matrix: { n: [1, 2] } }
    steps: [{ run: "echo $GITHUB_RUN_ATTEMPT; test \${{ matrix.n }}-$GITHUB_RUN_ATTEMPT != 2-1" }]
  other: { steps: [{ run: "echo other $GITHUB_RUN_ATTEMPT" }] }
  last: { needs: [cells], if: always(), steps: [{ run: "echo got \${{ needs.cells.result }}" }] }
`;
    const first = await run(workflow);
    expect(first.last!.log).toContain('got failure');
    const second = await run(workflow, { attempt: 2, previous: { jobs: first } });
    expect(second.other).toBe(first.other);
    expect(second['cells (1)']).toBe(first['cells (1)']);
    expect(second['cells (2)']!.conclusion).toBe('success');
    expect(second.last!.log).toContain('got success');
  });

  it('cancels a job that somebody cancels', async () => {
    const jobs = await run(
      `jobs:
  unit: { steps: [{ run: "true" }] }
  last: { needs: [unit], if: always(), steps: [{ run: "echo got \${{ needs.unit.result }}" }] }
`,
      { cancelled: ['unit'] },
    );
    expect(jobs.last!.log).toContain('got cancelled');
  });

  it('runs what an action is made of, with its inputs and outputs, up to the first step that fails', async () => {
    const action = `inputs: { word: { default: hello }, other: { default: "\${{ github.event_name }}" } }
outputs: { said: { value: "\${{ steps.one.outputs.said }}" } }
runs:
  using: composite
  steps:
    - { id: one, shell: bash, run: "echo \\"said=\${{ inputs.word }} \${{ inputs.other }}\\" >> $GITHUB_OUTPUT" }
    - { shell: bash, run: "test \${{ inputs.word }} = hello" }
    - { shell: bash, run: "echo reached" }
    - { if: always(), shell: bash, run: "echo tidied" }
`;
    const make = `run: ${JSON.stringify(`mkdir -p own && echo ${Buffer.from(action).toString('base64')} | base64 -d > own/action.yml`)}`;
    const { test } = await run(
      steps(make, 'uses: ./own\n        id: own', `run: "echo got \${{ steps.own.outputs.said }}"`),
    );
    expect(test!.log).toMatch(/reached[\s\S]*tidied[\s\S]*got hello push/);
    const failing = await run(steps(make, 'uses: ./own\n        with: { word: bye }'));
    expect(failing.test!.conclusion).toBe('failure');
    expect(failing.test!.log).not.toMatch(/^reached$/m);
    expect(failing.test!.log).toMatch(/^tidied$/m);
  });

  it('is not started by what its triggers are not for', async () => {
    const workflow = `on: { push: { branches: [main], paths: ['src/**'] } }\n${steps('{ run: "true" }')}`;
    expect(await run(workflow, { changed: ['README.md'] })).toEqual({});
    expect(await run(workflow, { changed: ['src/a.ts'] })).toHaveProperty('test');
  });

  it('knows no action that nobody taught it', async () => {
    await expect(run(steps('{ uses: evil/thing@v1 }'))).rejects.toThrow('evil/thing@v1 is not known');
  });
});
