import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GitRunner } from '@qitops/model';
import { describe, expect, it } from 'vitest';
import { GitStore } from './git-store.ts';

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
    one!.refresh();
    expect(await one!.list('runs')).toEqual(['runs/a.json', 'runs/b.json']);
  });
  it('works changes out again when another writer came first', async () => {
    const remote = bare();
    const [one, two] = [clone(remote), clone(remote)].map(
      (root) => new GitStore({ git: runner(root), ref: REF, remote: 'origin' }),
    );
    let asked = 0;
    const count = async () => {
      const seen = (await one!.list('runs')).length;
      asked += 1;
      if (asked === 1) await two!.write(bytes('b'), 'add');
      return new Map([['count', Buffer.from(String(seen))]]);
    };
    await one!.rewrite(count, 'count', 'kept');
    expect(asked).toBe(2);
    expect(Buffer.from((await one!.read('count'))!).toString()).toBe('1');
  });
  it('rides out a server that is away for a moment, and blames no permission when it stays away', async () => {
    const remote = bare();
    const root = clone(remote);
    await new GitStore({ git: runner(root), ref: REF, remote: 'origin' }).write(bytes('a'), 'add');
    const away = (times: number, word: string) => {
      const git = runner(root);
      let left = times;
      return new GitStore({
        ref: REF,
        remote: 'origin',
        git: {
          run: async (args, options) => {
            if (args[0] !== word || left-- <= 0) return git.run(args, options);
            const stderr =
              "fatal: unable to access 'https://github.com/': The requested URL returned error: 502";
            return { code: 128, stdout: Buffer.alloc(0), stderr };
          },
        },
      });
    };
    expect(await away(1, 'fetch').list('runs')).toEqual(['runs/a.json']);
    const run = new Map([['runs/2026-01/b.json', Buffer.from('b')]]);
    expect(await away(1, 'push').append('b', run, 'add')).toMatchObject({ waiting: null });
    const more = new Map([['runs/2026-01/c.json', Buffer.from('c')]]);
    const refused = away(9, 'push').append('c', more, 'add');
    await expect(refused).rejects.toThrow(/502.*Fix: run the job again; nothing that was stored is lost/);
  });
  it('drops its past when it is told to', async () => {
    const remote = bare();
    const root = clone(remote);
    const store = new GitStore({ git: runner(root), ref: REF, remote: 'origin' });
    await store.write(bytes('a'), 'add');
    await store.write(bytes('b'), 'add');
    await store.rewrite(async () => new Map([['runs/a.json', null]]), 'forget', 'dropped');
    const log = spawnSync('git', ['--git-dir', remote, 'rev-list', '--count', REF], { encoding: 'utf8' });
    expect(log.stdout.trim()).toBe('1');
    store.refresh();
    expect(await store.list('')).toEqual(['runs/b.json']);
  });
  it('says what to do when the remote refuses', async () => {
    const remote = bare();
    const root = clone(remote);
    spawnSync('git', ['remote', 'set-url', 'origin', join(remote, 'gone')], { cwd: root });
    const store = new GitStore({ git: runner(root), ref: REF, remote: 'origin' });
    await expect(store.write(bytes('a'), 'add')).rejects.toThrow(/could not be fetched.*Fix:/);
  });
});
