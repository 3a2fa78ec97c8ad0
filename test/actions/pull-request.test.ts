import { afterEach, expect, it } from 'vitest';
import { describeWithRunner } from '../runner/platform.ts';
import { errorsOf, gateSentences, warningsOf } from './reading.ts';
import { Scenario, type ScenarioOptions } from './scenario.ts';
import { BROKEN_DISCOUNT, RUN_TESTS, SHOP, workflow } from './shop.ts';

let scenario: Scenario;
afterEach(async () => {
  expect(scenario.github.violations).toEqual([]);
  await scenario.close();
});

async function open(over: Partial<ScenarioOptions> = {}): Promise<Scenario> {
  scenario = await Scenario.open({ main: [SHOP], topic: BROKEN_DISCOUNT, ...over });
  return scenario;
}

const ci = workflow([`run: ${RUN_TESTS}`, 'uses: qitops/analyze-pr@v1\n        with: { suggest: false }']);
const GREEN = { 'README.md': '# Shop\n' };
const TWO_WORDS = {
  'test/second.test.js': `import assert from 'node:assert/strict';
import { test } from 'node:test';
test('the second change', () => assert.equal(1, 2));
`,
};

describeWithRunner('a merge group of two pull requests', () => {
  it('is judged on the tests of both, against the base of the group, and not commented', async () => {
    await open({ topic: GREEN, second: TWO_WORDS });
    const alone = await scenario.run(ci);
    expect(alone.conclusion).toBe('success');
    const comments = scenario.comments.length;
    const group = await scenario.run(ci, { event: scenario.mergeGroup() });
    expect(group.conclusion).toBe('failure');
    expect(gateSentences(group)).toHaveLength(1);
    expect(group.summary).toContain('the second change');
    expect(group.summary).toContain(`\`${scenario.base.slice(0, 7)}\` → \`${scenario.group.slice(0, 7)}\``);
    expect(scenario.comments).toHaveLength(comments);
  });

  it('that is green passes, however often it is tried', async () => {
    await open({ topic: GREEN, second: { 'CHANGES.md': 'Second.\n' } });
    for (const attempt of [1, 2, 3]) {
      const group = await scenario.run(ci, { event: scenario.mergeGroup(), attempt });
      expect(errorsOf(group)).toEqual([]);
      expect(group.conclusion).toBe('success');
    }
    expect(scenario.comments).toEqual([]);
  });
});

describeWithRunner('a pull request that lowers its own gate', () => {
  it('is judged by the old one, and the comment shows the difference', async () => {
    const rules = (percent: number) => ({
      'qitops.yml': `gates:\n  patchCoverage: ${percent}\nminLines: 1\n`,
    });
    const topic = {
      ...rules(0),
      'src/price.js':
        'export function price(net, quantity) {\n  if (quantity > 100) {\n    return 0;\n  }\n  return net * quantity;\n}\n',
    };
    await open({ main: [{ ...SHOP, ...rules(100) }], topic });
    const job = await scenario.run(ci);
    expect(gateSentences(job)).toEqual([expect.stringContaining('should be at least 100 %')]);
    expect(scenario.comments[0]).toContain('gates.patchCoverage: 100 → 0');
    expect(scenario.comments[0]).toContain('judged by the rules of its base');
  });
});

describeWithRunner('a comment that somebody edits while it is being updated', () => {
  it('keeps the edit', async () => {
    await open();
    await scenario.run(ci);
    const [comment] = scenario.repository.comments;
    const happens = () => scenario.repository.editComment(comment!, `${comment!.body}\n\nSeen by dana.`);
    scenario.github.faults.add('GET', /\/issues\/7\/comments$/, { kind: 'then', happens });
    await scenario.run(ci, { runId: 1002 });
    expect(scenario.comments).toEqual([expect.stringContaining('Seen by dana.')]);
    expect(scenario.comments[0]).toContain('/actions/runs/1002/');
  });
});

describeWithRunner('the first run of all', () => {
  it('says that the base is unknown and calls nothing new', async () => {
    await open();
    await scenario.run(ci);
    expect(scenario.comments[0]).toContain('base unknown');
    expect(scenario.comments[0]).not.toMatch(/new failure/i);
    expect(scenario.comments[0]).toContain('history: 0 of 10 runs');
  });
});

describeWithRunner('the check run', () => {
  const main = [{ ...SHOP, 'qitops.yml': 'checkRun: true\n' }];
  const permissions = { contents: 'read', 'pull-requests': 'write', checks: 'write' } as const;

  it('is not made unless qitops.yml asks for it', async () => {
    await open();
    await scenario.run(ci, { permissions });
    expect(scenario.repository.checks).toEqual([]);
  });

  it('stands on the head of the pull request, once, as the last attempt found it', async () => {
    await open({ main });
    await scenario.run(ci, { permissions });
    const [check] = scenario.repository.checks;
    expect(check).toMatchObject({ sha: scenario.head, conclusion: 'failure' });
    expect(String(check!.output.summary)).toContain('two cost twice as much');
    expect(String(check!.output.text)).toContain('/actions/runs/1001/attempts/1');
    expect(check!.annotations.length).toBeGreaterThan(0);
    const annotations = check!.annotations.length;
    await scenario.run(ci, { permissions, attempt: 2 });
    expect(scenario.repository.checks).toHaveLength(1);
    expect(scenario.repository.checks[0]!.annotations).toHaveLength(annotations);
    expect(String(scenario.repository.checks[0]!.output.text)).toContain('attempts/2');
  });

  it('that may not be written turns nothing red, and its permission is named', async () => {
    await open({ main, topic: GREEN });
    const job = await scenario.run(ci);
    expect(warningsOf(job)).toContainEqual(expect.stringContaining('checks: write'));
    expect(job.conclusion).toBe('success');
  });
});

describeWithRunner('annotations', () => {
  it('are seven, failures first, and the rest is counted in the summary', async () => {
    const untested = Array.from(
      { length: 12 },
      (_, index) => `  if (quantity === ${index + 50}) {\n    return ${index};\n  }\n`,
    );
    const topic = {
      'src/price.js': `export function price(net, quantity) {\n${untested.join('')}  return quantity > 1 ? 0 : net * quantity;\n}\n`,
    };
    await open({ topic });
    const job = await scenario.run(ci);
    const places = job.annotations.filter(({ file }) => file);
    expect(places).toHaveLength(7);
    expect(places[0]).toMatchObject({
      level: 'error',
      title: expect.stringContaining('two cost twice as much'),
    });
    expect(job.summary).toMatch(/\d+ more places are not annotated/);
  });
});
