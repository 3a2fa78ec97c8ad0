import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  FileCoverageBuilder,
  type Run,
  statusIn,
  type TestResult,
  type TestStatus,
  testId,
} from '@qitops/model';
import { describe, expect, it } from 'vitest';
import { FolderStore } from './folder-store.ts';
import { History } from './history.ts';

const store = () => mkdtempSync(join(tmpdir(), 'qitops-history-'));
const open = (folder: string) =>
  new History(new FolderStore(folder), (text) => text.replaceAll('s3cret', '***'));

function result(name: string, status: TestStatus, more: Partial<TestResult> = {}): TestResult {
  const key = {
    project: '',
    framework: 'vitest',
    file: 'a.test.ts',
    suite: ['s'],
    name,
    ordinal: more.ordinal ?? 0,
  };
  return { ...key, id: testId(key), status, durationMs: 5, attempts: [], flaky: false, ...more };
}
function run(runId: string, startedAt: string, tests: TestResult[], more: Partial<Run['info']> = {}): Run {
  const info = {
    key: `${runId}-1-tests-0`,
    project: '',
    framework: 'vitest',
    sha: `sha${runId}`,
    tree: `tree${runId}`,
    ref: 'refs/heads/main',
    base: null,
    pr: null,
    event: 'push',
    trust: 'branch' as const,
    runId,
    attempt: 1,
    job: 'tests',
    cell: '0',
    startedAt,
    durationMs: 10,
  };
  return { info: { ...info, ...more }, tests };
}
const added = (history: History, ...runs: Run[]) =>
  history.add(runs.map((each) => ({ run: each, coverage: null })));

describe('History', () => {
  it('gives back what was added: statuses, attempts, durations and messages', async () => {
    const history = open(store());
    const retried = result('b', 'passed', { attempts: [{ status: 'failed', durationMs: 1 }] });
    await added(
      history,
      run('1', '2026-11-01T00:00:00.000Z', [result('a', 'failed', { message: 'no\nstack' }), retried]),
    );
    const view = await history.view();
    const index = (name: string) => view.tests.findIndex((test) => test.name === name);
    const [first] = view.runs;
    expect(statusIn(first!, index('a'))).toBe('failed');
    expect(first!.messages.get(index('a'))).toBe('no');
    expect(first!.attempts.get(index('b'))).toBe('f');
    expect(first!.durationMs[index('b')]).toBe(5);
    expect(first!.counts).toMatchObject({ tests: 2, passed: 1, failed: 1, flaky: 1 });
    expect(view.tests[index('a')]!.id).toBe(result('a', 'failed').id);
  });
  it('keeps runs in order of time, whatever order they came in', async () => {
    const history = open(store());
    await added(history, run('2', '2026-11-02T00:00:00.000Z', [result('a', 'passed')]));
    await added(history, run('1', '2026-10-31T00:00:00.000Z', [result('a', 'passed')]));
    expect((await history.view()).runs.map((each) => each.info.runId)).toEqual(['1', '2']);
  });
  it('stores the same run once', async () => {
    const history = open(store());
    const one = run('1', '2026-11-01T00:00:00.000Z', [result('a', 'passed')]);
    expect(await added(history, one)).toMatchObject({ stored: 1, skipped: [] });
    expect(await added(history, one)).toMatchObject({
      stored: 0,
      skipped: [{ reason: 'already in the history' }],
    });
  });
  it('tells tests of one name apart', async () => {
    const history = open(store());
    await added(
      history,
      run('1', '2026-11-01T00:00:00.000Z', [
        result('a', 'passed'),
        result('a', 'failed', { ordinal: 1, id: 'x' }),
      ]),
    );
    expect((await history.view()).tests).toHaveLength(2);
  });
  it('shows a test that a run did not have as absent', async () => {
    const history = open(store());
    await added(
      history,
      run('1', '2026-11-01T00:00:00.000Z', [result('a', 'passed')]),
      run('2', '2026-11-02T00:00:00.000Z', [result('b', 'passed')]),
    );
    const view = await history.view();
    const a = view.tests.findIndex((test) => test.name === 'a');
    expect(view.runs.map((each) => statusIn(each, a))).toEqual(['passed', null]);
  });
  it('names what it cannot read and keeps the rest', async () => {
    const folder = store();
    const history = open(folder);
    await added(history, run('1', '2026-11-01T00:00:00.000Z', [result('a', 'passed')]));
    writeFileSync(join(folder, 'runs/2026-11/broken.json'), '{ "v": 1, "info"');
    writeFileSync(join(folder, 'runs/2026-11/newer.json'), '{ "v": 99 }');
    const view = await history.view();
    expect(view.runs).toHaveLength(1);
    expect(view.skipped.map((each) => each.key)).toEqual([
      'runs/2026-11/broken.json',
      'runs/2026-11/newer.json',
    ]);
  });
  it('writes no secret', async () => {
    const folder = store();
    await added(
      open(folder),
      run('1', '2026-11-01T00:00:00.000Z', [result('a', 'failed', { message: 'token s3cret' })]),
    );
    const view = await open(folder).view();
    expect([...view.runs[0]!.messages.values()]).toEqual(['token ***']);
  });
  it('keeps coverage as covered and missed lines', async () => {
    const history = open(store());
    const builder = new FileCoverageBuilder('src/a.ts');
    for (const [line, hits] of [
      [1, 4],
      [2, 1],
      [4, 0],
      [9, 0],
    ] as const)
      builder.line(line, hits);
    const one = run('1', '2026-11-01T00:00:00.000Z', [result('a', 'passed')]);
    await history.add([
      { run: one, coverage: { sha: 'sha1', shards: ['0'], files: new Map([['src/a.ts', builder.build()]]) } },
    ]);
    const stored = await history.coverage(one.info.key);
    const lines = stored!.files.get('src/a.ts')!.lines;
    expect([...lines.line].map((line, i) => [line, lines.hits[i]])).toEqual([
      [1, 1],
      [2, 1],
      [4, 0],
      [9, 0],
    ]);
    expect(await history.coverageKeys()).toEqual(new Set([one.info.key]));
  });
  it('is empty, not broken, when there is no store yet', async () => {
    expect(await open(join(store(), 'none')).view()).toEqual({ tests: [], runs: [], skipped: [] });
  });
});
