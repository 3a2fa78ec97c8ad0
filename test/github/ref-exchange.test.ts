import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refExchange } from '@qitops/github';
import { Git } from '@qitops/repository';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder: string;
let bare: string;
const everything = (names: readonly string[]) => names;
const bytesOf = (text: string) => new TextEncoder().encode(text);

const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
const refs = (cwd: string) =>
  git(cwd, 'for-each-ref', '--format=%(refname)', 'refs/qitops').split('\n').filter(Boolean);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qitops-refs-'));
  bare = join(folder, 'bare.git');
  git(folder, 'init', '-q', '--bare', bare);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

let jobs = 0;
/** A job with a checkout of its own. */
function job(runId = '5', day = '2026-11-21') {
  jobs += 1;
  const cwd = join(folder, `job${jobs}`);
  mkdirSync(cwd);
  git(cwd, 'init', '-q');
  git(cwd, 'remote', 'add', 'origin', bare);
  const now = () => new Date(`${day}T12:00:00Z`);
  return { cwd, exchange: refExchange({ git: new Git(cwd), runId, now }) };
}

/** Makes the remote refuse every push with these words. */
function refuse(words: string): void {
  const hook = join(bare, 'hooks/pre-receive');
  mkdirSync(join(bare, 'hooks'), { recursive: true });
  writeFileSync(hook, `#!/bin/sh\necho '${words}' >&2\nexit 1\n`);
  chmodSync(hook, 0o755);
}

describe('jobs that exchange results by refs', () => {
  it('get what was sent, as it was sent, of their own run, as often as they ask', async () => {
    const text = `{"name":"ü${'x'.repeat(100_000)}"}`;
    await job().exchange.send({ name: 'qitops-a-0-a1', bytes: bytesOf(text) });
    await job().exchange.send({ name: 'qitops-b-0-a1', bytes: new Uint8Array([0, 255]) });
    await job('6').exchange.send({ name: 'qitops-c-0-a1', bytes: bytesOf('other run') });
    const { cwd, exchange } = job();
    for (let time = 1; time <= 2; time += 1) {
      const { parcels, refused } = await exchange.receive(everything);
      expect(refused).toEqual([]);
      expect(parcels.map(({ name }) => name)).toEqual(['qitops-a-0-a1', 'qitops-b-0-a1']);
      expect(Buffer.from(parcels[0]!.bytes).toString()).toBe(text);
      expect([...parcels[1]!.bytes]).toEqual([0, 255]);
    }
    expect(refs(cwd), 'nothing stays in the checkout').toEqual([]);
    expect(refs(bare)).toHaveLength(3);
  });

  it('take only what they ask for, and nothing where nothing was left', async () => {
    const { exchange } = job();
    expect(await exchange.receive(everything)).toEqual({ parcels: [], refused: [] });
    await exchange.send({ name: 'qitops-a-0-a1', bytes: bytesOf('1') });
    await exchange.send({ name: 'qitops-a-0-a2', bytes: bytesOf('2') });
    const { parcels } = await exchange.receive((names) => names.filter((name) => name.endsWith('a2')));
    expect(parcels.map(({ name }) => name)).toEqual(['qitops-a-0-a2']);
  });

  it('never replace what was handed over: a second time is an error, and two of a name are refused', async () => {
    await job().exchange.send({ name: 'qitops-a-0-a1', bytes: bytesOf('1') });
    await expect(job().exchange.send({ name: 'qitops-a-0-a1', bytes: bytesOf('2') })).rejects.toThrow(
      /at origin already.*Fix: hand over once a job/,
    );
    await job('5', '2026-11-22').exchange.send({ name: 'qitops-a-0-a1', bytes: bytesOf('3') });
    expect(await job().exchange.receive(everything)).toEqual({
      parcels: [],
      refused: [{ name: 'qitops-a-0-a1', reason: 'it was left twice' }],
    });
  });

  it('refuse what is no parcel and let other refs be', async () => {
    const { cwd, exchange } = job();
    await exchange.send({ name: 'qitops-a-0-a1', bytes: bytesOf('1') });
    const tree = git(cwd, 'mktree');
    const commit = git(
      cwd,
      '-c',
      'user.name=x',
      '-c',
      'user.email=x@example.com',
      'commit-tree',
      tree,
      '-m',
      'x',
    );
    git(cwd, 'push', '-q', 'origin', `${commit}:refs/qitops/shards/5/20261121/qitops-evil-0-a1`);
    git(cwd, 'push', '-q', 'origin', `${commit}:refs/qitops/shards/5/other`);
    const { parcels, refused } = await job().exchange.receive(everything);
    expect(parcels.map(({ name }) => name)).toEqual(['qitops-a-0-a1']);
    expect(refused.map(({ name }) => name)).toEqual(['qitops-evil-0-a1']);
  });

  it('say in a line which permission is missing', async () => {
    refuse('Permission to acme/shop.git denied to github-actions[bot].');
    const sent = job().exchange.send({ name: 'qitops-a-0-a1', bytes: bytesOf('1') });
    await expect(sent).rejects.toThrow(/Permission to acme\/shop.git denied.*Fix: add "contents: write"/);
  });

  it('say where nothing is checked out what to do', async () => {
    const bareFolder = mkdtempSync(join(tmpdir(), 'qitops-none-'));
    const exchange = refExchange({ git: new Git(bareFolder), runId: '5' });
    await expect(exchange.send({ name: 'a', bytes: bytesOf('1') })).rejects.toThrow(
      /Fix: check the repository out/,
    );
    await expect(exchange.receive(everything)).rejects.toThrow(/Fix: check the repository out/);
    rmSync(bareFolder, { recursive: true });
  });
});

describe('shards of old runs', () => {
  it('are taken away after seven days, those of a run that may be run again stay', async () => {
    await job('1', '2026-11-13').exchange.send({ name: 'qitops-a-0-a1', bytes: bytesOf('1') });
    await job('2', '2026-11-14').exchange.send({ name: 'qitops-a-0-a1', bytes: bytesOf('2') });
    git(bare, 'update-ref', 'refs/qitops/history', git(bare, 'rev-parse', refs(bare)[0]!));
    expect(await job().exchange.tidy!()).toBeNull();
    expect(refs(bare)).toEqual(['refs/qitops/history', 'refs/qitops/shards/2/20261114/qitops-a-0-a1']);
    expect(await job().exchange.tidy!()).toBeNull();
  });

  it('stay, and it is said why, where the job may not write', async () => {
    await job('1', '2026-11-01').exchange.send({ name: 'qitops-a-0-a1', bytes: bytesOf('1') });
    refuse('denied');
    expect(await job().exchange.tidy!()).toMatch(
      /shards of runs before 20261114 stay.*1 refs.*denied.*"contents: write"/,
    );
    expect(refs(bare)).toHaveLength(1);
  });
});
