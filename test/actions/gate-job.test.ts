import { afterEach, expect, it } from 'vitest';
import { describeWithRunner } from '../runner/platform.ts';
import type { JobResult } from '../runner/run-workflow.ts';
import { errorsOf, gateSentences } from './reading.ts';
import { type Files, Scenario } from './scenario.ts';
import { SHOP } from './shop.ts';

let scenario: Scenario;
afterEach(async () => {
  expect(scenario.github.violations).toEqual([]);
  await scenario.close();
});

interface Shape {
  /** What the needed job runs, and when. */
  unit: string;
  main?: Files;
  gates?: string;
  cancelled?: string[];
}

/** Ends a workflow of one needed job with the job that branch protection requires. */
async function gate({ unit, main = SHOP, gates, cancelled = [] }: Shape): Promise<JobResult> {
  scenario = await Scenario.open({ main: [main], topic: { 'README.md': '# Shop\n' } });
  const workflow = `name: ci
jobs:
  unit:
${unit}
  test:
    needs: [unit]
    if: always()
    steps:
      - uses: actions/checkout@v5
      - uses: qitops/analyze-pr@v1
        with:
          needs: \${{ toJSON(needs) }}
          results: reports/none/*.xml
          comment: never
          suggest: false
${gates ? `          gates: "${gates}"\n` : ''}`;
  return scenario.run(workflow, { cancelled });
}

const runs = (script: string) => `    steps: [{ run: "${script}" }]`;
const skipped = `    if: false\n${runs('true')}`;

describeWithRunner('the last job', () => {
  it('passes when all needed jobs passed', async () => {
    const job = await gate({ unit: runs('echo fine') });
    expect(errorsOf(job)).toEqual([]);
    expect(job.conclusion).toBe('success');
  });

  it.each<[string, Shape, string]>([
    ['failed', { unit: runs('exit 1') }, 'unit: failure'],
    ['was cancelled', { unit: runs('true'), cancelled: ['unit'] }, 'unit: cancelled'],
    ['was skipped', { unit: skipped }, 'unit: skipped'],
  ])('fails for a job that %s, with its name', async (_, shape, words) => {
    const job = await gate(shape);
    expect(gateSentences(job)).toEqual([expect.stringContaining(words)]);
    expect(job.conclusion).toBe('failure');
    expect(job.summary).toContain(words);
  });

  it('lets a job be skipped that qitops.yml of the base allows, and says so', async () => {
    const main = { ...SHOP, 'qitops.yml': 'gates:\n  skippable: [unit]\n' };
    const job = await gate({ unit: skipped, main });
    expect(job.conclusion).toBe('success');
    expect(job.summary).toContain('unit: skipped, which gates.skippable allows');
  });

  it('lets a job be skipped that the input gates allows', async () => {
    expect((await gate({ unit: skipped, gates: 'skippable: [unit]' })).conclusion).toBe('success');
  });

  it('lets no job fail because it may be skipped', async () => {
    expect((await gate({ unit: runs('exit 1'), gates: 'skippable: [unit]' })).conclusion).toBe('failure');
  });
});
