import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type GitRunner, GitStore } from './git-store.ts';

const REF = 'refs/qitops/history';

function runner(cwd: string): GitRunner {
  return {
    run: (args, { input = '', env = {} } = {}) =>
      new Promise((resolve) => {
        const child = spawn('git', args, { cwd, env: { ...process.env, ...env } });
        const out: Buffer[] = [];
        let stderr = '';
        child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
        child.stderr.on('data', (chunk: Buffer) => {
          stderr += chunk.toString();
        });
        child.on('close', (code) => resolve({ code: code ?? 1, stdout: Buffer.concat(out), stderr }));
        child.stdin.on('error', () => undefined);
        child.stdin.end(input);
      }),
  };
}
const folder = () => mkdtempSync(join(tmpdir(), 'qitops-git-'));
function bare(): string {
  const root = folder();
  spawnSync('git', ['init', '-q', '--bare', root]);
  return root;
}
function clone(remote: string): string {
  const root = folder();
  spawnSync('git', ['clone', '-q', remote, root]);
  return root;
}
const bytes = (text: string) => new Map([[`runs/${text}.json`, Buffer.from(text)]]);

describe('GitStore', () => {
  it('keeps objects in a ref, away from branches and the work tree', async () => {
    const root = folder();
    spawnSync('git', ['init', '-q', root]);
    const store = new GitStore({ git: runner(root), ref: REF, remote: null });
    expect(await store.list('')).toEqual([]);
    await store.write(bytes('a'), 'add');
    await store.write(bytes('b'), 'add');
    expect(await store.list('runs')).toEqual(['runs/a.json', 'runs/b.json']);
    expect(Buffer.from((await store.read('runs/a.json'))!).toString()).toBe('a');
    expect(await store.read('runs/none.json')).toBeNull();
    expect(spawnSync('git', ['status', '--porcelain'], { cwd: root, encoding: 'utf8' }).stdout).toBe('');
    expect(spawnSync('git', ['branch', '-a'], { cwd: root, encoding: 'utf8' }).stdout).toBe('');
  });
  it('deletes', async () => {
    const root = folder();
    spawnSync('git', ['init', '-q', root]);
    const store = new GitStore({ git: runner(root), ref: REF, remote: null });
    await store.write(bytes('a'), 'add');
    await store.write(new Map([['runs/a.json', null]]), 'remove');
    expect(await store.list('')).toEqual([]);
  });
  it('shares what it wrote through the remote', async () => {
    const remote = bare();
    const [one, two] = [clone(remote), clone(remote)].map(
      (root) => new GitStore({ git: runner(root), ref: REF, remote: 'origin' }),
    );
    await one!.write(bytes('a'), 'add');
    await two!.write(bytes('b'), 'add');
    expect(await one!.list('runs')).toEqual(['runs/a.json', 'runs/b.json']);
  });
  it('loses nothing when many write at once', async () => {
    const remote = bare();
    const names = Array.from({ length: 6 }, (_, i) => `w${i}`);
    const stores = names.map(() => new GitStore({ git: runner(clone(remote)), ref: REF, remote: 'origin' }));
    await Promise.all(stores.map((store, i) => store.write(bytes(names[i]!), 'add')));
    const reader = new GitStore({ git: runner(clone(remote)), ref: REF, remote: 'origin' });
    expect(await reader.list('runs')).toEqual(names.map((name) => `runs/${name}.json`));
  });
  it('says what to do when the remote refuses', async () => {
    const remote = bare();
    const root = clone(remote);
    spawnSync('git', ['remote', 'set-url', 'origin', join(remote, 'gone')], { cwd: root });
    const store = new GitStore({ git: runner(root), ref: REF, remote: 'origin' });
    await expect(store.write(bytes('a'), 'add')).rejects.toThrow(/could not be fetched.*Fix:/);
  });
});
