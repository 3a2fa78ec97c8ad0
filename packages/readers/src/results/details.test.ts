import { join } from 'node:path';
import type { ReadTest } from '@qitops/model';
import { describe, expect, it } from 'vitest';
import { DetailBudget } from '../detail-budget.ts';
import { readResultFile } from '../read-result-file.ts';
import { readResultFiles } from '../read-result-files.ts';
import { bytesSource, fileSource } from '../source.ts';
import { toCtrf } from '../writers/ctrf.ts';
import { cappedSteps, namedValues, outputText } from './details.ts';

const fixtures = join(import.meta.dirname, '../../../../fixtures/results');

async function read(path: string, text: string | null = null): Promise<ReadTest[]> {
  const tests: ReadTest[] = [];
  const source = text === null ? fileSource(join(fixtures, path), path) : bytesSource(path, text);
  await readResultFile(source, (test) => tests.push(test));
  return tests;
}

const names = (test: ReadTest | undefined) =>
  test?.steps?.map(({ name, depth }) => `${'-'.repeat(depth)}${name}`);

describe('what Playwright tells of a failure', () => {
  it('has steps, output and attachments for each attempt, in its own JSON', async () => {
    const [pays, refunds, lists] = await read('playwright-details/report.json');
    const [first] = pays!.attempts;
    for (const [attempt, number] of [
      [first!, 1],
      [pays!, 2],
    ] as const) {
      expect(attempt.steps?.map(({ name, depth, status }) => [name, depth, status])).toEqual([
        ['fill the basket', 0, 'passed'],
        ['add an apple', 1, 'passed'],
        ['add a pear', 1, 'passed'],
        ['pay', 0, 'failed'],
      ]);
      expect(attempt.steps?.every(({ durationMs }) => durationMs !== null)).toBe(true);
      expect(attempt.stdout).toBe(`attempt ${number}: paying`);
      expect(attempt.stderr).toBe('the bank is slow');
      expect(attempt.attachments?.map(({ name, text }) => [name, text])).toEqual([
        ['receipt', 'total 10.12'],
        ['error-context', undefined],
      ]);
      expect(attempt.trace).toContain('checkout.spec.js:16:56');
    }
    expect(pays!.labels).toEqual([{ name: 'issue', value: 'SHOP-12' }]);
    expect(refunds!.attempts[0]!.steps![0]!.message).toContain('expected 1, received 0');
    expect([names(lists), lists!.stdout]).toEqual([[expect.any(String)], undefined]);
  });
  it('comes through CTRF, whose reporter keeps the steps of the last attempt', async () => {
    const [pays] = await read('playwright-details/ctrf-report.json');
    expect(names(pays)).toEqual(['fill the basket', 'add an apple', 'add a pear', 'pay']);
    expect([pays!.stdout, pays!.stderr]).toEqual(['attempt 2: paying', 'the bank is slow']);
    expect(pays!.attempts[0]!.trace).toContain('checkout.spec.js:16:56');
    expect(pays!.message).not.toContain('\u001b');
  });
  it('comes through JUnit as output, properties and named files', async () => {
    const [pays, , lists] = await read('playwright-details/junit.xml');
    expect(pays!.stdout).toBe('attempt 1: paying\n\nattempt 2: paying');
    expect(pays!.stderr).toBe('the bank is slow\nthe bank is slow');
    expect(pays!.attachments?.map(({ path }) => path)).toEqual([
      'test-results/checkout-checkout-pays-by-card-api/error-context.md',
      'test-results/checkout-checkout-pays-by-card-api-retry1/error-context.md',
    ]);
    expect(pays!.labels).toEqual([{ name: 'issue', value: 'SHOP-12' }]);
    expect(lists!.stdout).toBeUndefined();
  });
  it('comes through Allure with labels and parameters, but for those that are masked', async () => {
    const [pays] = await read('playwright-details/allure-result.json');
    expect(names(pays)).toEqual([
      'Before Hooks',
      'fill the basket',
      '-add an apple',
      '-add a pear',
      'pay',
      '-Expect "toBe"',
      'After Hooks',
    ]);
    expect(pays!.labels).toEqual(
      expect.arrayContaining([
        { name: 'severity', value: 'critical' },
        { name: 'epic', value: 'Shop' },
      ]),
    );
    expect(pays!.labels!.map(({ name }) => name)).not.toContain('host');
    expect(pays!.parameters).toContainEqual({ name: 'card', value: 'visa' });
    expect(JSON.stringify(pays)).not.toContain('4111');
    expect(pays!.attachments!.map(({ name }) => name)).toEqual([
      'stdout',
      'stderr',
      'receipt',
      'error-context',
    ]);
    expect(pays!.attachments![0]!.path).toMatch(/^playwright-details\/[\w-]+\.txt$/);
  });
});

describe('steps of other tools', () => {
  it('are those of a failed scenario in Cucumber, with the words before them', async () => {
    const tests = await read('cucumber/report.json');
    const fails = tests.find(({ name }) => name === 'fails');
    expect(names(fails)).toEqual(['Given a cart', 'Then it fails']);
    expect(fails!.steps![1]).toMatchObject({ status: 'failed', message: 'Error: no stock' });
  });
  it('are kept of a scenario that passed too, where they are few, and not of one that was skipped', async () => {
    const tests = await read('cucumber/report.json');
    const adds = tests.find(({ name }) => name === 'adds')!;
    expect(adds.steps!.map(({ status }) => status)).toEqual(adds.steps!.map(() => 'passed'));
    expect(adds.attachments).toBeUndefined();
    const of = async (status: string, steps: number) => {
      const all = Array.from({ length: steps }, (_, at) => ({ name: `${at}`, status: 'passed' }));
      return (await read('1-result.json', JSON.stringify({ uuid: '1', name: 'n', status, steps: all })))[0]!
        .steps;
    };
    expect((await of('passed', 30))?.length).toBe(30);
    expect([await of('passed', 31), await of('skipped', 3)]).toEqual([undefined, undefined]);
  });
});

describe('reports of .NET', () => {
  it('have output and traits in xUnit.net', async () => {
    const [fails, passes] = await read(
      'xunit.xml',
      `<assemblies><assembly name="a" total="2"><collection><test name="T.a" type="T" method="a" time="0.1" result="Fail">
        <traits><trait name="Category" value="Slow"/></traits><output>one</output>
        <failure><message>no</message><stack-trace>at T</stack-trace></failure></test>
        <test name="T.b" type="T" method="b" time="0.1" result="Pass"><output>two</output></test></collection></assembly></assemblies>`,
    );
    expect([fails!.stdout, fails!.labels]).toEqual(['one', [{ name: 'Category', value: 'Slow' }]]);
    expect(passes!.stdout).toBeUndefined();
  });
  it('have output and properties in NUnit 3, but not what NUnit notes for itself', async () => {
    const [fails] = await read(
      'nunit.xml',
      `<test-run id="2" testcasecount="1" result="Failed" total="1" failed="1"><test-suite type="TestFixture" name="F" classname="F" result="Failed">
        <test-case name="a" fullname="F.a" classname="F" methodname="a" result="Failed"><properties>
        <property name="Author" value="ann"/><property name="_SKIPREASON" value="x"/></properties>
        <failure><message>no</message></failure><output>one</output></test-case></test-suite></test-run>`,
    );
    expect([fails!.stdout, fails!.labels]).toEqual(['one', [{ name: 'Author', value: 'ann' }]]);
  });
  it('have both outputs in TRX', async () => {
    const [fails] = await read(
      'results.trx',
      `<TestRun><Results><UnitTestResult testName="a" outcome="Failed" duration="00:00:00.1"><Output><StdOut>one</StdOut>
        <StdErr>two</StdErr><ErrorInfo><Message>no</Message></ErrorInfo></Output></UnitTestResult></Results></TestRun>`,
    );
    expect([fails!.stdout, fails!.stderr]).toEqual(['one', 'two']);
  });
});

describe('a document that qitops writes', () => {
  it('is read back with steps, output, labels and parameters', async () => {
    const source = fileSource(join(fixtures, 'playwright-details/allure-result.json'), 'allure-result.json');
    const { tests } = await readResultFiles([source], { project: 'p', root: '/home/ci/shop' });
    const written = { ...tests[0]!, stdout: 'one\ntwo', stderr: 'three' };
    const [back] = await read('ctrf-report.json', JSON.stringify(toCtrf([written])));
    for (const key of ['steps', 'stdout', 'stderr', 'labels', 'parameters', 'attachments'] as const) {
      expect(back![key], key).toEqual(written[key]);
    }
  });
});

describe('what is kept', () => {
  it('of many steps is the beginning and the end, and how many are between', () => {
    const steps = Array.from({ length: 1_000 }, (_, n) => ({
      name: `step ${n}`,
      status: 'passed' as const,
      durationMs: 1,
      depth: 0,
    }));
    const kept = cappedSteps(steps)!;
    expect(kept).toHaveLength(100);
    expect(kept[20]!.name).toBe('… 901 steps left out');
    expect(kept.at(-1)!.name).toBe('step 999');
  });
  it('of a long output is its end, without colours', () => {
    const kept = outputText(`${'x'.repeat(10_000)}\u001b[31mend\u001b[0m`)!;
    expect(kept).toMatch(/^… 5907 earlier characters\nx+end$/);
    expect(outputText(' \n')).toBeUndefined();
  });
  it('of labels are those with a value', () => {
    expect(
      namedValues([
        { name: 'skip', value: '' },
        { name: 'owner', value: 'ann' },
      ]),
    ).toEqual([{ name: 'owner', value: 'ann' }]);
  });
  it('of a run in which everything fails is bounded, and every test is still there', async () => {
    const cases = Array.from(
      { length: 300 },
      (_, n) =>
        `<testcase name="t${n}"><failure message="no"/><system-out>${'y'.repeat(50_000)}</system-out></testcase>`,
    );
    const tests = await read('junit.xml', `<testsuite>${cases.join('')}</testsuite>`);
    const budget = new DetailBudget(100_000);
    const kept = tests.map((test) => budget.within(test));
    expect(kept).toHaveLength(300);
    const length = kept.reduce((sum, { stdout = '' }) => sum + stdout.length, 0);
    expect(length).toBeGreaterThan(50_000);
    expect(length).toBeLessThanOrEqual(100_000);
    expect(kept.every(({ message }) => message === 'no')).toBe(true);
  });
  it('of tests that passed take no room from failures', () => {
    const steps = [{ name: 'x'.repeat(400), status: 'passed' as const, durationMs: 1, depth: 0 }];
    const test = { name: 'n', suite: [], file: null, durationMs: 1, attempts: [], steps };
    const budget = new DetailBudget(1000, 1000);
    const passed = [1, 2, 3].map(() => budget.within({ ...test, status: 'passed' }));
    expect(passed.map((each) => each.steps?.length)).toEqual([1, 1, undefined]);
    expect(budget.within({ ...test, status: 'failed' }).steps?.length).toBe(1);
  });
});
