import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderStore, GitStore, History } from '@qitops/history';
import type { Run } from '@qitops/model';
import { Git } from '@qitops/repository';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryRuns } from './arbitrary-runs.ts';
import { comparable, withoutDurations } from './same-view.ts';
import { sampleRun, sampleTest } from './sample-run.ts';

const KEEP_ALL = { runs: 1_000_000, days: 1_000_000, bytes: Number.MAX_SAFE_INTEGER };
const folder = () => mkdtempSync(join(tmpdir(), 'qitops-compact-'));
const open = (at: string) => new History(new FolderStore(at), (text) => text);
const add = (history: History, runs: readonly Run[]) =>
  history.add(runs.map((run) => ({ run, coverage: null })));

/** One run a day, the newest on `last`. */
function days(count: number, last: string): Run[] {
  return Array.from({ length: count }, (_, i) => {
    const startedAt = new Date(Date.parse(last) - i * 86_400_000).toISOString();
    return sampleRun(`d${i}`, { startedAt }, [
      sampleTest('steady', i % 7 === 0 ? 'failed' : 'passed', {
        durationMs: 100 + i,
        message: i % 7 === 0 ? 'no' : undefined,
      }),
      sampleTest('retried', 'passed', { attempts: [{ status: 'failed', durationMs: 1 }] }),
      ...(i < 40 ? [sampleTest('young', 'skipped', { durationMs: null })] : []),
    ]).run;
  });
}

describe('history compact', () => {
  it('keeps every run, status, attempt and message, whatever was stored; twice is as once', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryRuns, async (runs) => {
        const at = folder();
        await add(open(at), runs);
        const before = await open(at).view();
        await open(at).compact(KEEP_ALL);
        const once = await open(at).view();
        expect(once.skipped).toEqual([]);
        expect(withoutDurations(once)).toEqual(withoutDurations(before));
        expect(await open(at).compact(KEEP_ALL)).toMatchObject({ folded: 0, dropped: 0 });
        expect(comparable(await open(at).view())).toEqual(comparable(once));
      }),
      { numRuns: 60 },
    );
  });

  it('folds the months before that of the newest run and keeps the median duration of sixteen runs', async () => {
    const at = folder();
    await add(open(at), days(40, '2026-03-20T12:00:00.000Z'));
    const result = await open(at).compact(KEEP_ALL);
    expect(result).toMatchObject({ folded: 20, dropped: 0, rewritten: false });
    const store = new FolderStore(at);
    expect(await store.list('seg')).toEqual(['seg/2026-02.json']);
    expect(await store.list('runs')).toHaveLength(20);
    const view = await open(at).view();
    const steady = view.tests.findIndex(({ name }) => name === 'steady');
    // d39 … d24 are the first sixteen: 124 to 139 ms
    expect(view.runs.slice(0, 16).map((run) => run.durationMs[steady])).toEqual(new Array(16).fill(131));
  });

  it('takes in runs of a folded month that come late, once', async () => {
    const at = folder();
    const runs = days(60, '2026-03-20T12:00:00.000Z');
    await add(open(at), runs.slice(0, 50));
    await open(at).compact(KEEP_ALL);
    expect(await add(open(at), runs)).toMatchObject({ stored: 10 });
    await open(at).compact(KEEP_ALL);
    expect((await open(at).view()).runs).toHaveLength(60);
    expect(await add(open(at), runs)).toMatchObject({ stored: 0 });
  });

  it('drops what is neither among the newest runs nor of the last days before the newest, and nothing else', async () => {
    const at = folder();
    await add(open(at), days(100, '2020-03-20T12:00:00.000Z'));
    const result = await open(at).compact({ ...KEEP_ALL, runs: 10, days: 60 });
    expect(result).toMatchObject({ dropped: 39 });
    expect((await open(at).view()).runs).toHaveLength(61);
    expect(await open(at).compact({ ...KEEP_ALL, runs: 80, days: 1 })).toMatchObject({ dropped: 0 });
  });

  it('leaves a month with an object that cannot be read as it is, and names it', async () => {
    const at = folder();
    await add(open(at), days(40, '2026-03-20T12:00:00.000Z'));
    const broken = 'runs/2026-02/broken.json';
    await new FolderStore(at).write(new Map([[broken, Buffer.from('{"v":1')]]));
    const before = comparable(await open(at).view());
    const result = await open(at).compact(KEEP_ALL);
    expect(result.folded).toBe(0);
    expect(result.skipped).toEqual([
      { key: 'seg/2026-02.json', reason: expect.stringContaining(broken) as string },
    ]);
    expect(comparable(await open(at).view())).toEqual(before);
    expect(await new FolderStore(at).list('runs/2026-02')).toContain(broken);
  });

  it('rewrites a ref to one commit when it has become too large, and loses nothing that comes meanwhile', async () => {
    const at = folder();
    const git = new Git(at);
    await git.run(['init', '-q']);
    const store = () => new GitStore({ git, ref: 'refs/qitops/history', remote: null });
    const history = () => new History(store(), (text) => text);
    for (const run of days(45, '2026-03-20T12:00:00.000Z').reverse()) await add(history(), [run]);
    const before = withoutDurations(await history().view());
    const late = sampleRun('late', { startedAt: '2026-03-21T00:00:00.000Z' }).run;
    const [result] = await Promise.all([
      history().compact({ ...KEEP_ALL, bytes: 1 }),
      add(history(), [late]),
    ]);
    expect(result).toMatchObject({ folded: 25, rewritten: true });
    expect(result.bytes.after).toBeLessThan(result.bytes.before);
    const view = await history().view();
    expect(view.runs.at(-1)!.info.key).toBe(late.info.key);
    expect(withoutDurations({ ...view, runs: view.runs.slice(0, -1) })).toEqual(before);
  });
});
