import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScratchRepository } from '@qitops/repository/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { corpus } from '../corpus.ts';
import { qitops } from './qitops.ts';

interface Patch {
  neutral: boolean;
  lines: { covered: number; total: number };
  files: { path: string; covered: number[]; missed: number[]; partial: number[] }[];
  unmeasured: { path: string; lineCount: number }[];
  generated: { path: string; lineCount: number }[];
}

async function patch(cwd: string, head: string, ...coverage: string[]): Promise<Patch> {
  const globs = coverage.flatMap((path) => ['--coverage', path]);
  const result = await qitops(cwd, ['patch-coverage', '--base', 'main', '--head', head, ...globs, '--json']);
  expect(result.stderr).not.toMatch(/^error/m);
  return result.json as Patch;
}

const script = corpus('coverage/patch_cases.sh');

describe.skipIf(script === null || process.platform === 'win32')('the corpus’ ten pull requests', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qitops-patch-'));
  const cases = join(folder, 'cases');
  if (script) execFileSync('bash', [script, cases], { stdio: 'ignore' });

  it.each([
    ['1-rename-edit', 1, 2],
    ['3-whitespace', 5, 7],
    ['5-generated', 2, 2],
    ['6-unreported-file', 1, 1],
    ['8-paths', 0, 3],
    ['9-dirty-tree', 0, 1],
    ['10-moved-block', 0, 10],
  ])('%s: %i of %i lines', async (name, covered, total) => {
    expect((await patch(join(cases, name), 'pr', 'coverage.xml')).lines).toEqual({ covered, total });
  });
  it('a pull request that only deletes is neutral', async () => {
    expect(await patch(join(cases, '2-delete-only'), 'pr', 'coverage.xml')).toMatchObject({ neutral: true });
  });
  it('generated lines are listed, not counted', async () => {
    expect((await patch(join(cases, '5-generated'), 'pr', 'coverage.xml')).generated).toEqual([
      { path: 'gen_pb2.py', lineCount: 100 },
    ]);
  });
  it('a file that no test loads is unmeasured', async () => {
    expect((await patch(join(cases, '6-unreported-file'), 'pr', 'coverage.xml')).unmeasured).toEqual([
      { path: 'never_imported.py', lineCount: 10 },
    ]);
  });
  it('a miss in one shard stays a miss', async () => {
    const found = await patch(join(cases, '7-shards'), 'pr', 'coverage.a.xml', 'coverage.b.xml');
    expect(found.lines).toEqual({ covered: 2, total: 3 });
    expect(found.files[0]).toMatchObject({ missed: [2], partial: [4] });
  });
  it('a base that moved is not charged to the pull request', async () => {
    const cwd = join(cases, '4-base-moved');
    expect((await patch(cwd, 'pr', 'coverage.head.xml')).lines).toEqual({ covered: 1, total: 2 });
    execFileSync('git', ['checkout', '-q', 'merge'], { cwd });
    expect((await patch(cwd, 'merge', 'coverage.merge.xml')).lines).toEqual({ covered: 1, total: 2 });
    // coverage of the merge with the head's name: the diff is bound to what was measured
    expect((await patch(cwd, 'pr', 'coverage.merge.xml')).lines).toEqual({ covered: 1, total: 2 });
  });
});
if (script === null)
  console.warn('the corpus is absent: the ten pull requests of patch_cases.sh were not tried');

describe('pull requests of our own', () => {
  const made: ScratchRepository[] = [];
  afterAll(() => {
    for (const repository of made) repository.dispose();
  });
  /** A base, a branch `pr`, and LCOV for it: line → hits. */
  function pullRequest(
    before: Record<string, string | Uint8Array>,
    change: (repository: ScratchRepository) => void,
  ) {
    const repository = new ScratchRepository();
    made.push(repository);
    repository.commit('base', before);
    repository.git('checkout', '-q', '-b', 'pr');
    change(repository);
    return repository;
  }
  function lcov(repository: ScratchRepository, files: Record<string, Record<number, number>>): void {
    const records = Object.entries(files).map(([path, lines]) =>
      [
        `SF:${path}`,
        ...Object.entries(lines).map(([line, hits]) => `DA:${line},${hits}`),
        'end_of_record',
      ].join('\n'),
    );
    repository.write('lcov.info', `${records.join('\n')}\n`);
  }
  const source = 'a = 1\nb = 2\nc = 3\n';

  it('counts neither binaries nor mode changes', async () => {
    const repository = pullRequest({ 'a.py': source, 'x.bin': new Uint8Array([0, 1]) }, (each) => {
      each.git('update-index', '--chmod=+x', 'a.py');
      each.write('x.bin', new Uint8Array([0, 2, 10, 3]));
      each.git('add', 'x.bin');
      each.git('commit', '-q', '-m', 'pr');
    });
    lcov(repository, { 'a.py': { 1: 0, 2: 0, 3: 0 } });
    expect(await patch(repository.root, 'pr', 'lcov.info')).toMatchObject({ neutral: true, unmeasured: [] });
  });
  it('numbers lines right with CRLF and without a last line break', async () => {
    const repository = pullRequest({ 'a.py': 'a = 1\r\nb = 2\r\nc = 3' }, (each) => {
      each.commit('pr', { 'a.py': 'a = 1\r\nb = 20\r\nc = 30' });
    });
    lcov(repository, { 'a.py': { 1: 0, 2: 1, 3: 0 } });
    expect((await patch(repository.root, 'pr', 'lcov.info')).files).toEqual([
      { path: 'a.py', covered: [2], missed: [3], partial: [] },
    ]);
  });
  it('leaves a submodule alone', async () => {
    const repository = pullRequest({ 'a.py': source }, (each) => {
      const sha = each.git('rev-parse', 'HEAD');
      each.git('update-index', '--add', '--cacheinfo', `160000,${sha},vendored/lib.py`);
      each.git('commit', '-q', '-m', 'pr');
    });
    lcov(repository, { 'a.py': { 1: 1 } });
    expect(await patch(repository.root, 'pr', 'lcov.info')).toMatchObject({ neutral: true, unmeasured: [] });
  });
  it('survives an octopus merge as the head', async () => {
    const repository = pullRequest({ 'a.py': source }, (each) => {
      for (const name of ['x', 'y']) {
        each.git('checkout', '-q', '-b', name, 'main');
        each.commit(name, { [`${name}.py`]: 'q = 1\n' });
      }
      each.git('checkout', '-q', 'pr');
      each.git('merge', '-q', '-m', 'octopus', 'x', 'y');
    });
    lcov(repository, { 'x.py': { 1: 1 }, 'y.py': { 1: 0 } });
    expect((await patch(repository.root, 'pr', 'lcov.info')).lines).toEqual({ covered: 1, total: 2 });
  });
  it('counts the lines of a copied file that were added to it', async () => {
    const long = Array.from({ length: 30 }, (_, i) => `v${i} = ${i}\n`).join('');
    const repository = pullRequest({ 'a.py': long }, (each) => {
      each.commit('pr', { 'b.py': `${long}new = 1\n` });
    });
    lcov(repository, { 'b.py': { 31: 0 } });
    expect((await patch(repository.root, 'pr', 'lcov.info')).files[0]).toMatchObject({
      path: 'b.py',
      missed: [31],
    });
  });
  it('maps coverage that was measured on another commit of the branch', async () => {
    const repository = pullRequest({ 'a.py': source }, (each) => {
      each.commit('pr', { 'a.py': `${source}d = 4\n` });
    });
    const measured = repository.git('rev-parse', 'HEAD');
    lcov(repository, { 'a.py': { 1: 1, 4: 0 } });
    repository.write(
      'qitops-measured.json',
      JSON.stringify({
        schemaVersion: 1,
        sha: measured,
        tree: repository.git('rev-parse', 'HEAD^{tree}'),
        parents: [],
        cell: '0',
      }),
    );
    repository.write('.git/info/exclude', 'lcov.info\nqitops-measured.json\n');
    repository.commit('more', { 'a.py': `# stamp\n${source}d = 4\n` });
    expect((await patch(repository.root, 'pr', 'lcov.info')).files).toEqual([
      { path: 'a.py', covered: [], missed: [5], partial: [] },
    ]);
  });
  it('takes five thousand changed files', async () => {
    const repository = pullRequest({ 'a.py': source }, (each) => {
      each.commit(
        'pr',
        Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`d${i % 50}/f${i}.py`, 'x = 1\n'])),
      );
    });
    lcov(
      repository,
      Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`d${i % 50}/f${i}.py`, { 1: i % 2 }])),
    );
    expect((await patch(repository.root, 'pr', 'lcov.info')).lines).toEqual({ covered: 2500, total: 5000 });
  });
});
