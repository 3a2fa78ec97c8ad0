import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  emptyCounts,
  type Parcel,
  type ShardDocument,
  type ShardExchange,
  shardName,
  UserError,
} from '@qitops/model';
import { describe, expect, it } from 'vitest';
import type { CommandContext } from '../context.ts';
import { historyAdd } from '../history/history.ts';
import { openHistory } from '../history/store.ts';

const ROOT = '/home/runner/shop';

function shard(attempt: number, over: Partial<ShardDocument> = {}): ShardDocument {
  const test = { suite: [], file: 'a.test.ts', ms: 1, framework: 'vitest' };
  return {
    schemaVersion: 1,
    kind: 'shard',
    place: { runId: '1', attempt, job: 'test', cell: '0a0a0a0a', matrix: { part: 1 } },
    measured: { schemaVersion: 1, sha: 'a'.repeat(40), tree: 'b'.repeat(40), parents: [], cell: '0a0a0a0a' },
    readAt: '2026-11-20T10:00:00.000Z',
    root: ROOT,
    results: {
      files: [{ path: 'junit.xml', format: 'junit', status: 'ok', ...emptyCounts() }],
      tests: [{ ...test, name: `reads ${ROOT}/x`, status: attempt === 1 ? 'failed' : 'passed' }],
    },
    coverage: { files: [], sources: [] },
    ...over,
  };
}

/** What other jobs left, and what of it was asked for. */
class Left implements ShardExchange {
  readonly description = 'memory';
  readonly asked: string[] = [];
  readonly parcels: Parcel[];

  constructor(...documents: ShardDocument[]) {
    this.parcels = documents.map((document) => ({
      name: shardName(document.place),
      bytes: new TextEncoder().encode(JSON.stringify(document)),
    }));
  }

  async send(): Promise<void> {}

  async receive(wanted: Parameters<ShardExchange['receive']>[0]) {
    const names = wanted(this.parcels.map(({ name }) => name));
    this.asked.push(...names);
    return { parcels: this.parcels.filter(({ name }) => names.includes(name)), refused: [] };
  }
}

function job() {
  const env = { GITHUB_RUN_ID: '1', GITHUB_REF: 'refs/heads/main', GITHUB_EVENT_NAME: 'push' };
  const cwd = mkdtempSync(join(tmpdir(), 'qitops-shards-'));
  const context: CommandContext = { cwd, env, log: { info() {}, warn() {} } };
  return {
    add: (shards: ShardExchange, results: string[] = []) =>
      historyAdd(context, { store: '.history', results, coverage: [], shards }),
    view: async () => (await openHistory(context, '.history')).view(),
  };
}

describe('what the other jobs of a run handed over', () => {
  it('is stored attempt by attempt, whatever came first', async () => {
    const { add, view } = job();
    expect(await add(new Left(shard(10), shard(1), shard(2)))).toMatchObject({ stored: 3, skipped: [] });
    const { runs, tests } = await view();
    expect(runs.map(({ info }) => info.attempt).sort((a, b) => a - b)).toEqual([1, 2, 10]);
    expect(runs[0]!.info).toMatchObject({ job: 'test', cell: '0a0a0a0a', trust: 'branch', event: 'push' });
    expect(tests.map(({ name }) => name)).toEqual(['reads <root>/x']);
  });

  it('is stored once and not asked for again', async () => {
    const { add, view } = job();
    await add(new Left(shard(1)));
    const again = new Left(shard(1), shard(2));
    expect(await add(again)).toMatchObject({ stored: 1, runs: 2 });
    expect(again.asked).toEqual(['qitops-test-0a0a0a0a-a2']);
    expect((await view()).runs).toHaveLength(2);
  });

  it('has no tree where the work tree of its job was changed, and no time that is still to come', async () => {
    const { add, view } = job();
    const measured = { ...shard(1).measured, tree: null };
    await add(new Left(shard(1, { measured, readAt: '9999-01-01T00:00:00.000Z' })));
    const [run] = (await view()).runs;
    expect(run!.info.tree).toBeNull();
    expect(Date.parse(run!.info.startedAt)).toBeLessThanOrEqual(Date.now());
  });

  it('is named when it is no shard or found nothing, and the rest is stored', async () => {
    const left = new Left(
      shard(1),
      shard(1, {
        place: { ...shard(1).place, cell: '0b0b0b0b', matrix: { part: 2 } },
        results: { files: [], tests: [] },
      }),
    );
    left.parcels.push({ name: 'qitops-evil-0-a1', bytes: new Uint8Array([1]) });
    left.parcels.push({ name: 'qitops-test-0a0a0a0a-a7', bytes: left.parcels[0]!.bytes });
    const { add } = job();
    expect(await add(left)).toMatchObject({
      stored: 1,
      skipped: expect.arrayContaining([
        { key: 'test (2)', reason: 'attempt 1 found no result files' },
        { key: 'qitops-evil-0-a1', reason: 'not taken: it is not JSON' },
        { key: 'qitops-test-0a0a0a0a-a7', reason: expect.stringContaining('another run or job') },
      ]),
    });
  });

  it('does not stand in for reports that the job itself was said to have', async () => {
    await expect(job().add(new Left(shard(1)), ['reports/*.xml'])).rejects.toThrow(/no result files match/);
  });

  it('is missed with the words of a job without reports when there is none, or no exchange', async () => {
    await expect(job().add(new Left())).rejects.toThrow(/no result files match/);
    const broken = new Left();
    broken.receive = async () => {
      throw new UserError({ what: 'artifacts do not work here' });
    };
    await expect(job().add(broken)).rejects.toThrow(/no result files match/);
  });
});
