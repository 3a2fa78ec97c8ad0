import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderStore, GitStore, History } from '@qitops/history';
import { Git } from '@qitops/repository';
import { beforeEach, describe, expect, it } from 'vitest';
import { sampleRun, sampleTest } from './sample-run.ts';

let at: string;
const folder = () => new History(new FolderStore(at), (text) => text);
const runs = [
  sampleRun('1', { startedAt: '2026-09-01T00:00:00.000Z', author: 'Dana' }, [
    sampleTest('stays', 'passed'),
    sampleTest('sensitive', 'failed', { message: 'sensitive message' }),
  ]),
  sampleRun('2', { startedAt: '2026-10-01T00:00:00.000Z', author: 'Kim' }, [sampleTest('stays', 'passed')]),
  sampleRun('3', { startedAt: '2026-11-01T00:00:00.000Z', author: 'Dana' }, [
    sampleTest('stays', 'failed'),
    sampleTest('sensitive', 'passed'),
  ]),
].map(({ run }) => ({ run, coverage: null }));

beforeEach(() => {
  at = mkdtempSync(join(tmpdir(), 'qitops-forget-'));
});

/** Everything that is in the folder, as text. */
function everything(): string {
  return readdirSync(at, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.name}\n${readFileSync(join(entry.parentPath, entry.name), 'utf8')}`)
    .join('\n');
}

describe.each([
  ['whole runs', false],
  ['compacted months', true],
])('history forget on %s', (_, compacted) => {
  beforeEach(async () => {
    await folder().add(runs);
    if (compacted) await folder().compact();
  });
  it('takes a test, its name and its messages out of every run', async () => {
    expect(await folder().forget({ test: 'sensitive' })).toMatchObject({ runs: 0, tests: 1, changed: 2 });
    expect(everything()).not.toContain('sensitive');
    const view = await folder().view();
    expect(view.tests.map(({ name }) => name)).toEqual(['stays']);
    expect(view.runs.map(({ counts }) => counts.tests)).toEqual([1, 1, 1]);
    expect(view.skipped).toEqual([]);
  });
  it('takes an author off the runs, which stay', async () => {
    await folder().forget({ author: 'Dana' });
    expect(everything()).not.toContain('Dana');
    const view = await folder().view();
    expect(view.runs.map(({ info }) => info.author)).toEqual([undefined, 'Kim', undefined]);
    expect(view.runs[0]!.counts.failed).toBe(1);
  });
  it('drops the runs before a date', async () => {
    const result = await folder().forget({ before: Date.parse('2026-10-15') });
    expect(result).toMatchObject({ runs: 2, changed: 0 });
    const view = await folder().view();
    expect(view.runs.map(({ info }) => info.runId)).toEqual(['3']);
  });
});

describe('history forget in a ref', () => {
  it('leaves no commit that leads to what was forgotten, and no inbox', async () => {
    const git = new Git(at);
    await git.run(['init', '-q']);
    const open = () =>
      new History(new GitStore({ git, ref: 'refs/qitops/history', remote: null }), (text) => text);
    for (const run of runs) await open().add([run]);
    await open().forget({ test: 'sensitive' });
    const reachable = spawnSync(
      'sh',
      ['-c', "git rev-list --objects --all | cut -d' ' -f1 | git cat-file --batch"],
      { cwd: at, encoding: 'utf8' },
    );
    expect(reachable.stdout).toContain('stays');
    expect(reachable.stdout).not.toContain('sensitive');
    expect((await open().view()).runs).toHaveLength(3);
  });
});
