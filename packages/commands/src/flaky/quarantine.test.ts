import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Quarantine } from '@qitops/model';
import { ScratchRepository } from '@qitops/repository/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandContext } from '../context.ts';
import { historyAdd } from '../history/history.ts';
import { analyzePr } from '../pull-request/analyze-pr.ts';
import { flakyDetect } from './flaky-detect.ts';
import { quarantineAdd, quarantineList, quarantineRemove } from './quarantine.ts';

const repository = new ScratchRepository();
const warnings: string[] = [];
const context: CommandContext = {
  cwd: repository.root,
  env: {},
  log: { info() {}, warn: (line) => warnings.push(line) },
};
afterAll(() => repository.dispose());

const store = '.qitops/history';
const file = join(repository.root, store, 'quarantine.json');

/** Results with one test that failed on its first try or for good, and forty that passed. */
function results(flaky: 'passed' | 'retried' | 'failed'): void {
  const outcome = {
    passed: '',
    retried: '<flakyFailure message="timeout"/>',
    failed: '<failure message="timeout"/>',
  };
  const steady = Array.from(
    { length: 40 },
    (_, i) => `<testcase classname="Shop" name="does ${i}" time="0.1"/>`,
  );
  repository.write(
    'junit.xml',
    `<testsuite name="s"><testcase file="test/clock.test.ts" classname="Clock" name="ticks" time="0.1">${outcome[flaky]}</testcase>${steady.join('')}</testsuite>`,
  );
}

async function analyze() {
  return analyzePr(context, {
    base: 'main',
    head: 'pr',
    results: ['junit.xml'],
    coverage: [],
    store,
    flaky: null,
    suggestions: null,
    gates: null,
    needs: null,
  });
}

beforeAll(async () => {
  repository.write('test/clock.test.ts', '');
  repository.write('.gitignore', 'junit.xml\n.qitops/\n');
  repository.write('CODEOWNERS', '/test/ @acme/time\n');
  repository.commit('base');
  for (let run = 1; run <= 40; run++) {
    repository.commit(`change ${run}`, { 'src.ts': String(run) });
    results(run % 6 === 0 ? 'retried' : 'passed');
    const started = new Date(Date.UTC(2026, 0, run)).toISOString();
    await historyAdd(context, { store, results: ['junit.xml'], coverage: [], runId: String(run), started });
  }
  repository.git('checkout', '-q', '-b', 'pr');
  repository.commit('pr', { 'src.ts': 'pr' });
});

describe('a failure of the present run', () => {
  it('is said to be chance where the history knows the test as flaky, a regression where it never failed', async () => {
    results('failed');
    const [chance] = (await analyze()).tests.flaky;
    expect(chance?.triage).toMatchObject({ cause: 'flake', confidence: expect.any(Number) });
    const steady = readFileSync(join(repository.root, 'junit.xml'), 'utf8');
    repository.write(
      'junit.xml',
      steady.replace(
        'name="does 3" time="0.1"/>',
        'name="does 3" time="0.1"><failure message="no"/></testcase>',
      ),
    );
    const [regression] = (await analyze()).tests.newFailures;
    expect(regression).toMatchObject({ name: 'does 3', triage: { cause: 'regression' } });
    expect(regression!.triage!.confidence).toBeGreaterThan(0.9);
  });
});

describe('the quarantine', () => {
  it('is written with owner, reason and expiry by flaky-detect when it is asked to', async () => {
    expect((await flakyDetect(context, { store, triage: false })).quarantine?.active).toEqual([]);
    const { quarantine } = await flakyDetect(context, { store, triage: false, quarantine: true });
    expect(quarantine?.active).toMatchObject([
      {
        name: 'ticks',
        owner: '@acme/time',
        by: 'auto',
        reason: expect.stringContaining('passed on retry 6 times'),
      },
    ]);
    const [entry] = Quarantine.parse(JSON.parse(readFileSync(file, 'utf8'))).tests;
    expect(Date.parse(entry!.expires) - Date.parse(entry!.since)).toBe(30 * 86_400_000);
  });
  it('lets a failing test of it pass the gate, and shows it', async () => {
    results('failed');
    const document = await analyze();
    expect(document.verdict).toBe('passed');
    expect(document.tests.newFailures).toEqual([]);
    expect(document.tests.flaky.map(({ name }) => name)).toEqual(['ticks']);
    expect(document.tests.flaky[0]!.evidence![0]).toMatchObject({
      kind: 'quarantine',
      text: expect.stringMatching(/^quarantined until \d{4}-\d\d-\d\d, owner @acme\/time: failed 6 of 40/),
    });
  });
  it('that cannot be read quarantines nothing, and says so', async () => {
    const before = readFileSync(file);
    writeFileSync(file, '{"v":1,"tests":[{');
    const { notes } = await analyze();
    expect(notes).toContainEqual(expect.stringMatching(/^quarantine\.json: .*so no test is quarantined$/));
    await flakyDetect(context, { store, triage: false });
    expect(warnings).toContainEqual(expect.stringMatching(/quarantine\.json.*no test is quarantined/));
    await expect(flakyDetect(context, { store, triage: false, quarantine: true })).rejects.toThrow(
      /quarantine/,
    );
    expect(readFileSync(file, 'utf8')).toBe('{"v":1,"tests":[{');
    writeFileSync(file, before);
  });
  it('names an entry that expired, and its test gates again unless it is flaky enough to be chance', async () => {
    const { tests } = Quarantine.parse(JSON.parse(readFileSync(file, 'utf8')));
    const expires = new Date(Date.now() - 1000).toISOString();
    writeFileSync(file, JSON.stringify({ v: 1, tests: tests.map((entry) => ({ ...entry, expires })) }));
    expect((await analyze()).notes).toContainEqual(
      expect.stringMatching(/^no longer quarantined, it expired: .*ticks \(owner @acme\/time\)$/),
    );
  });
  it('takes a steady test in by hand and gives it back', async () => {
    mkdirSync(join(repository.root, store), { recursive: true });
    const steady = { store, owner: '@me', reason: 'known', days: 7 };
    await quarantineAdd(context, { ...steady, test: 'does 3' });
    expect((await quarantineList(context, { store })).active).toMatchObject([
      { name: 'does 3', by: 'manual' },
    ]);
    await quarantineRemove(context, { store, test: 'does 3' });
    expect((await quarantineList(context, { store })).active).toEqual([]);
    await expect(quarantineAdd(context, { ...steady, test: 'does nothing' })).rejects.toThrow(
      /no test is called "does nothing"/,
    );
  });
});
