import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { githubGitData } from '@qitops/github';
import { GitStore, History, RefStore } from '@qitops/history';
import { FileCoverageBuilder } from '@qitops/model';
import { Git } from '@qitops/repository';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { comparable } from '../history/same-view.ts';
import { sampleRun } from '../history/sample-run.ts';
import { actionsBot } from './accounts.ts';
import { type LocalGitHub, startLocalGitHub } from './server.ts';
import { LocalRepository } from './state.ts';

const REF = 'refs/qitops/history';
const API = '/repos/acme/shop/git';
let folder: string;
let bare: string;
let github: LocalGitHub;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qitops-git-data-'));
  bare = join(folder, 'bare.git');
  execFileSync('git', ['init', '-q', '--bare', bare]);
  github = await startLocalGitHub([new LocalRepository({ owner: 'acme', name: 'shop', bare })]);
  github.tokens.set('ghs_write', actionsBot({ contents: 'write' }));
  github.tokens.set('ghs_read', actionsBot({ contents: 'read' }));
});
afterEach(async () => {
  expect(github.violations).toEqual([]);
  await github.close();
  rmSync(folder, { recursive: true, force: true });
});

function byApi(token = 'ghs_write', ref = REF): History {
  const repository = { owner: 'acme', name: 'shop' };
  const host = githubGitData({ apiUrl: github.url, repository, token, secondMs: 5 });
  return new History(new RefStore(host, ref), (text) => text);
}

/** The same history as a checkout reads it. */
function byGit(ref = REF): History {
  return new History(new GitStore({ git: new Git(bare), ref, remote: null }), (text) => text);
}

const add = (history: History, name: string) => history.add([{ run: sampleRun(name).run, coverage: null }]);
const keys = async (history: History) => (await history.view()).runs.map(({ info }) => info.runId).sort();
const refs = () =>
  execFileSync('git', ['for-each-ref', '--format=%(refname)'], { cwd: bare, encoding: 'utf8' })
    .split('\n')
    .filter(Boolean);

describe('a history by the Git data API', () => {
  it('is the one that a checkout has, and the other way round', async () => {
    await add(byApi(), 'a');
    await add(byGit(), 'b');
    await add(byApi(), 'c');
    expect(await keys(byGit())).toEqual(['a', 'b', 'c']);
    expect(comparable(await byApi().view())).toEqual(comparable(await byGit().view()));
    expect(refs()).toEqual([REF]);
    execFileSync('git', ['fsck', '--strict'], { cwd: bare, stdio: 'pipe' });
  });

  it('may be a branch', async () => {
    await add(byApi('ghs_write', 'refs/heads/qitops'), 'a');
    expect(await keys(byGit('refs/heads/qitops'))).toEqual(['a']);
  });

  it('takes few requests, however many runs there are', async () => {
    const runs = Array.from({ length: 40 }, (_, i) => ({ run: sampleRun(`r${i}`).run, coverage: null }));
    await byGit().add(runs);
    const history = byApi();
    expect(await add(history, 'new')).toMatchObject({ stored: 1, appended: { tries: 1, waiting: null } });
    expect(github.requests).toHaveLength(5);
    expect((await history.view()).runs).toHaveLength(41);
    expect(github.requests.length).toBeLessThanOrEqual(9);
  });

  it('keeps what is compressed as it is', async () => {
    const builder = new FileCoverageBuilder('src/a.ts');
    builder.line(3, 1);
    const coverage = { sha: 's', shards: ['0'], files: new Map([['src/a.ts', builder.build()]]) };
    const { run } = sampleRun('a');
    await byApi().add([{ run, coverage }]);
    expect((await byGit().coverage(run.info.key))!.files.has('src/a.ts')).toBe(true);
  });

  it('loses nothing when another writer comes first, whose write stays', async () => {
    await add(byGit(), 'before');
    let other: Promise<unknown> = Promise.resolve();
    github.faults.add('POST', new RegExp(`${API}/commits$`), {
      kind: 'then',
      happens: () => {
        other = add(byGit(), 'other');
      },
    });
    const history = byApi();
    const added = await add(history, 'mine');
    await other;
    expect(added.appended!.tries).toBeLessThanOrEqual(2);
    expect(await keys(byApi())).toEqual(['before', 'mine', 'other']);
    expect(await keys(byGit())).toEqual(['before', 'mine', 'other']);
  });

  it('leaves its run in the inbox when the ref has moved, and folds it', async () => {
    await add(byGit(), 'before');
    const late = byApi();
    await late.coverageKeys();
    await add(byGit(), 'other');
    const { appended } = await add(late, 'late');
    expect(appended).toEqual({ tries: 2, waiting: null });
    expect(refs()).toEqual([REF]);
    expect(await keys(byGit())).toEqual(['before', 'late', 'other']);
  });

  it.each([
    ['creating the ref', 'POST', `${API}/refs$`, false],
    ['moving the ref', 'PATCH', `${API}/refs/`, true],
    ['writing the commit', 'POST', `${API}/commits$`, true],
  ])('writes once when the answer to %s is lost', async (_, method, path, begun) => {
    if (begun) await add(byGit(), 'before');
    github.faults.add(method, new RegExp(path), { kind: 'lost', as: 'reset' });
    github.faults.add(method, new RegExp(path), { kind: 'lost', as: 502 }, { after: 1 });
    await add(byApi(), 'a');
    expect(await keys(byGit())).toEqual(begun ? ['a', 'before'] : ['a']);
    expect(refs()).toEqual([REF]);
    const commits = execFileSync('git', ['rev-list', '--count', REF], { cwd: bare, encoding: 'utf8' });
    expect(commits.trim()).toBe(begun ? '2' : '1');
  });

  it('names the permission that is missing', async () => {
    await expect(add(byApi('ghs_read'), 'a')).rejects.toThrow(/Fix: give the job `contents: write`/);
    expect(await keys(byApi('ghs_read'))).toEqual([]);
  });

  it('says that it takes a checkout to drop the past', async () => {
    await add(byApi(), 'a');
    await expect(byApi().forget({ test: 'shared' })).rejects.toThrow(/Fix: check the repository out/);
    expect((await byGit().view()).tests).toHaveLength(2);
  });
});
