import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { GitStore, History } from '@qitops/history';
import { Git } from '@qitops/repository';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const WRITER = join(import.meta.dirname, 'writer.ts');
const REF = 'refs/qitops/history';
let folder: string;
let remote: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qitops-writers-'));
  remote = join(folder, 'remote.git');
  execFileSync('git', ['init', '-q', '--bare', remote]);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function checkout(name: string): string {
  const path = join(folder, name);
  execFileSync('git', ['init', '-q', path]);
  return path;
}

interface Written {
  key: string;
  tries: number;
  waiting: string | null;
}

interface Writer {
  process: ChildProcess;
  ended: Promise<{ code: number | null; written: Written[]; stderr: string }>;
}

function writer(name: string, { at = remote, into = checkout(name), count = 1 } = {}): Writer {
  const child = spawn(process.execPath, [WRITER, into, at, name, String(count)], { detached: true });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ended = new Promise<Awaited<Writer['ended']>>((done) => {
    child.on('close', (code) => {
      const lines = stdout.split('\n').slice(0, -1);
      done({ code, written: lines.map((line) => JSON.parse(line) as Written), stderr });
    });
  });
  return { process: child, ended };
}

async function keysAt(at: string): Promise<string[]> {
  const reader = new GitStore({ git: new Git(checkout('reader')), ref: REF, remote: at });
  const view = await new History(reader, (text) => text).view();
  expect(view.skipped).toEqual([]);
  return view.runs.map(({ info }) => info.key).sort();
}

function refs(): string[] {
  const listed = execFileSync('git', ['--git-dir', remote, 'for-each-ref', '--format=%(refname)']);
  return listed.toString().split('\n').filter(Boolean);
}

describe('writers of one history', () => {
  it('are 64 at once, and lose nothing in two tries each', { timeout: 600_000 }, async () => {
    const writers = Array.from({ length: 64 }, (_, i) => writer(`w${i}x`));
    const all = await Promise.all(writers.map(({ ended }) => ended));
    expect(all.map(({ stderr }) => stderr).join('')).toBe('');
    const written = all.flatMap((each) => each.written);
    expect(written).toHaveLength(64);
    expect(Math.max(...written.map(({ tries }) => tries))).toBeLessThanOrEqual(2);
    expect(await keysAt(remote)).toEqual(written.map(({ key }) => key).sort());
  });

  it('put what waits in the inbox in its place, and take the inbox away', async () => {
    await Promise.all(Array.from({ length: 6 }, (_, i) => writer(`w${i}x`).ended));
    const last = await writer('last').ended;
    expect(last.written).toMatchObject([{ tries: 1, waiting: null }]);
    expect(refs()).toEqual([REF]);
    expect(await keysAt(remote)).toHaveLength(7);
  });

  it('work on one repository without a remote as well', async () => {
    const into = checkout('alone');
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, i) => writer(`w${i}x`, { into, at: '' }).ended),
    );
    expect(all.map(({ stderr }) => stderr).join('')).toBe('');
    expect(await keysAt(into)).toHaveLength(8);
  });

  it('may be killed at any moment: what they said is stored stays, and the next one goes on', {
    timeout: 600_000,
  }, async () => {
    const told: Written[] = [];
    for (let round = 0; round < 6; round++) {
      const writers = Array.from({ length: 3 }, (_, i) => writer(`r${round}w${i}x`, { count: 50 }));
      await Promise.race(writers.map(({ process: child }) => once(child.stdout!, 'data')));
      await wait(Math.random() * 200);
      for (const { process: child } of writers) process.kill(-child.pid!, 'SIGKILL');
      for (const { ended } of writers) told.push(...(await ended).written);
    }
    expect(told.length).toBeGreaterThan(0);
    const next = await writer('next').ended;
    expect(next.stderr).toBe('');
    const keys = await keysAt(remote);
    expect(keys).toEqual(expect.arrayContaining(told.map(({ key }) => key)));
    expect(keys).toContain('next0-1-tests-0');
    execFileSync('git', ['--git-dir', remote, 'fsck', '--strict', '--no-dangling'], { stdio: 'pipe' });
  });

  it('name what somebody else put into the inbox, and leave it there', async () => {
    await writer('one').ended;
    const into = checkout('stranger');
    const git = (...args: string[]) => execFileSync('git', args, { cwd: into, encoding: 'utf8' }).trim();
    writeFileSync(join(into, 'x'), 'x');
    const blob = git('hash-object', '-w', 'x');
    const tree = execFileSync('git', ['mktree'], {
      cwd: into,
      input: `100644 blob ${blob}\tquarantine.json\n`,
      encoding: 'utf8',
    }).trim();
    const commit = git('-c', 'user.name=a', '-c', 'user.email=b@c', 'commit-tree', tree, '-m', 'x');
    git('push', '-q', remote, `${commit}:refs/qitops/inbox/stranger`);
    await writer('two').ended;
    const store = new GitStore({ git: new Git(checkout('named')), ref: REF, remote });
    expect(await store.list('')).not.toContain('quarantine.json');
    const view = await new History(store, (text) => text).view();
    expect(view.runs).toHaveLength(2);
    expect(view.skipped).toEqual([
      {
        key: 'refs/qitops/inbox/stranger',
        reason: 'it holds quarantine.json, which is no part of a run',
      },
    ]);
  });
});
