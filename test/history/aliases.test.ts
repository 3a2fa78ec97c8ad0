import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderStore, History } from '@qitops/history';
import { statusIn, type TestStatus } from '@qitops/model';
import { beforeEach, describe, expect, it } from 'vitest';
import { sampleRun, sampleTest } from './sample-run.ts';

let at: string;
const open = () => new History(new FolderStore(at), (text) => text);
const old = sampleTest('old', 'failed');
const renamed = sampleTest('new', 'passed');
const alias = (text: string) => writeFileSync(join(at, 'aliases.yml'), text);

beforeEach(async () => {
  at = mkdtempSync(join(tmpdir(), 'qitops-aliases-'));
  const runs = [
    sampleRun('1', { startedAt: '2026-11-01T00:00:00.000Z' }, [old]),
    sampleRun('2', { startedAt: '2026-11-02T00:00:00.000Z' }, [renamed]),
  ];
  await open().add(runs.map(({ run }) => ({ run, coverage: null })));
});

async function statuses(): Promise<Record<string, (TestStatus | null)[]>> {
  const view = await open().view();
  return Object.fromEntries(
    view.tests.map(({ name }, i) => [name, view.runs.map((run) => statusIn(run, i))] as const),
  );
}

describe('aliases.yml', () => {
  it.each([
    ['an old id', () => `${old.id}: ${renamed.id}\n`],
    ['an old name', () => `old: ${renamed.id}\n`],
    ['suites and name', () => `"s > old": ${renamed.id}\n`],
    ['two steps', () => `old: older\nolder: ${renamed.id}\n`],
  ])('makes one test of two by %s', async (_, text) => {
    alias(text());
    expect(await statuses()).toEqual({ new: ['failed', 'passed'] });
    expect((await open().view()).tests[0]!.id).toBe(renamed.id);
  });
  it.each([
    ['leads in a circle', 'old: new\nnew: old\n'],
    ['is empty', ''],
  ])('changes nothing when it %s', async (_, text) => {
    alias(text);
    expect(await statuses()).toEqual({ old: ['failed', null], new: [null, 'passed'] });
  });
  it.each([
    ['no list', '- a\n- b\n', /no list/],
    ['no YAML', 'a: [', /no YAML/],
  ])('that is %s is named and not followed', async (_, text, reason) => {
    alias(text);
    const view = await open().view();
    expect(view.tests).toHaveLength(2);
    expect(view.skipped).toEqual([{ key: 'aliases.yml', reason: expect.stringMatching(reason) as string }]);
  });
  it('that would make one of two tests of one run is named and not followed', async () => {
    const both = sampleRun('3', { startedAt: '2026-11-03T00:00:00.000Z' }, [old, renamed]).run;
    await open().add([{ run: both, coverage: null }]);
    alias(`old: ${renamed.id}\n`);
    const view = await open().view();
    expect(view.tests).toHaveLength(2);
    expect(view.skipped).toMatchObject([{ key: 'aliases.yml' }]);
  });
});
