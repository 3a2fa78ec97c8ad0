import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeWithRunner } from '../runner/platform.ts';
import { actionsBot } from './accounts.ts';
import { type LocalGitHub, startLocalGitHub } from './server.ts';
import { LocalRepository } from './state.ts';

// The clients read their surroundings when they are loaded: each use is a process of its own.

const MAIN = 'refs/heads/main';
const PULL = 'refs/pull/7/merge';
const run = promisify(execFile);

let github: LocalGitHub;
let folder: string;
beforeEach(async () => {
  github = await startLocalGitHub([new LocalRepository({ owner: 'acme', name: 'shop' })]);
  folder = mkdtempSync(join(tmpdir(), 'qitops-results-'));
});
afterEach(async () => {
  expect(github.violations).toEqual([]);
  await github.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a script with a client as an action of a job of `ref` would. */
async function action(
  script: string,
  { ref = MAIN, readableRefs = [] as string[], runId = 1, job = 'test' } = {},
) {
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    RUNNER_TEMP: folder,
    GITHUB_WORKSPACE: folder,
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_API_URL: github.url,
    ...github.results.variables({ repositoryId: 1, runId, job, ref, readableRefs }),
  };
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], {
    cwd: import.meta.dirname,
    env,
  });
  return stdout.match(/^=(.*)$/m)?.[1] ?? `no answer in: ${stdout}`;
}

const say = 'const say = (x) => console.log("\\n=" + JSON.stringify(x));';

describeWithRunner('the unmodified cache client', () => {
  const cache = `import * as cache from '@actions/cache'; ${say}`;
  const save = (key: string) => `${cache} say(await cache.saveCache(['${folder}/h'], '${key}') > 0);`;
  const restore = (key: string, prefix: string) =>
    `${cache} say(await cache.restoreCache(['${folder}/h'], '${key}', ['${prefix}']));`;

  it('gets back what it saved, by the newest key with the prefix', async () => {
    mkdirSync(join(folder, 'h'));
    writeFileSync(join(folder, 'h/runs'), 'one');
    expect(await action(save('history-1'))).toBe('true');
    writeFileSync(join(folder, 'h/runs'), 'two');
    expect(await action(save('history-2'))).toBe('true');
    rmSync(join(folder, 'h'), { recursive: true });
    expect(await action(restore('history-3', 'history-'))).toBe('"history-2"');
    expect(readFileSync(join(folder, 'h/runs'), 'utf8')).toBe('two');
    expect(await action(restore('other-1', 'other-'))).toBe('undefined');
  });

  it('keeps a key that is taken', async () => {
    mkdirSync(join(folder, 'h'));
    writeFileSync(join(folder, 'h/runs'), 'one');
    await action(save('history-1'));
    expect(await action(save('history-1'))).toBe('false');
    expect(github.results.caches.caches).toHaveLength(1);
  });

  it('cannot give the default branch what a pull request saved', async () => {
    mkdirSync(join(folder, 'h'));
    writeFileSync(join(folder, 'h/runs'), 'one');
    const pull = { ref: PULL, readableRefs: [MAIN] };
    await action(save('history-1'));
    writeFileSync(join(folder, 'h/runs'), 'poison');
    expect(await action(save('history-2'), pull)).toBe('true');
    expect(await action(restore('history-3', 'history-'), pull)).toBe('"history-2"');
    expect(await action(restore('history-3', 'history-'))).toBe('"history-1"');
    expect(readFileSync(join(folder, 'h/runs'), 'utf8')).toBe('one');
  });
});

describeWithRunner('the unmodified artifact client', () => {
  const client = `import { DefaultArtifactClient } from '@actions/artifact'; const client = new DefaultArtifactClient(); ${say}`;
  const upload = (name: string) =>
    `${client} say(await client.uploadArtifact('${name}', ['${join(folder, 'a.txt')}'], '${folder}'));`;

  beforeEach(() => writeFileSync(join(folder, 'a.txt'), 'hello'));

  it('finds and unpacks what other jobs of its run uploaded', async () => {
    const first = JSON.parse(await action(upload('one'), { job: 'a' }));
    await action(upload('two'), { job: 'b' });
    await action(upload('elsewhere'), { runId: 2 });
    const names = `${client} say((await client.listArtifacts()).artifacts.map(({ name }) => name));`;
    expect(JSON.parse(await action(names, { job: 'last' }))).toEqual(['one', 'two']);
    const download = `${client} say(await client.downloadArtifact(${first.id}, { path: '${join(folder, 'out')}', expectedHash: 'sha256:${first.digest}' }));`;
    expect(JSON.parse(await action(download, { job: 'last' }))).toMatchObject({ digestMismatch: false });
    expect(readFileSync(join(folder, 'out/a.txt'), 'utf8')).toBe('hello');
  });

  it('reads those of another run with a token that may', async () => {
    github.tokens.set('ghs_read', actionsBot({ actions: 'read' }));
    await action(upload('one'), { runId: 2 });
    const findBy = `{ workflowRunId: 2, repositoryOwner: 'acme', repositoryName: 'shop', token: 'ghs_read' }`;
    const read = `${client} const findBy = ${findBy}; const { artifacts: [one] } = await client.listArtifacts({ findBy });
      await client.downloadArtifact(one.id, { findBy, path: '${join(folder, 'out')}' }); say(one.name);`;
    expect(await action(read)).toBe('"one"');
    expect(readFileSync(join(folder, 'out/a.txt'), 'utf8')).toBe('hello');
  });
});
