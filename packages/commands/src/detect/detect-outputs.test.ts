import { ScratchRepository } from '@qitops/repository/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { historyAdd } from '../history/history.ts';
import { affectedUnits } from './affected-units.ts';
import { fileShards } from './file-shards.ts';

let repository: ScratchRepository;
afterEach(() => repository.dispose());
const context = () => ({ cwd: repository.root, env: {}, log: { info() {}, warn() {} } });

const MONOREPO = {
  'package.json': '{ "workspaces": ["packages/*"] }',
  'packages/a/package.json': '{ "name": "@x/a" }',
  'packages/a/src/a.ts': 'export const a = 1;',
  'packages/b/package.json': '{ "name": "@x/b", "dependencies": { "@x/a": "workspace:*" } }',
  'packages/c/package.json': '{ "name": "@x/c" }',
  'tool/go.mod': 'module x/tool\n',
  'api/go.mod': 'module x/api\n\nreplace x/tool => ../tool\n',
};
const UNITS = ['packages/a', 'packages/b', 'packages/c', 'tool', 'api'].map((path) => ({ path }));

async function affectedBy(change: Record<string, string>): Promise<string[]> {
  repository = new ScratchRepository();
  const base = repository.commit('base', MONOREPO);
  const head = repository.commit('head', change);
  const found = await affectedUnits(context(), UNITS, { base, head });
  expect(found.every(({ reason }) => reason !== '')).toBe(true);
  return found.filter(({ affected }) => affected).map(({ path }) => path);
}

describe('the units that a change can matter to', () => {
  it('are those that it touches and those that use them', async () => {
    expect(await affectedBy({ 'packages/a/src/a.ts': 'export const a = 2;' })).toEqual([
      'packages/a',
      'packages/b',
    ]);
    repository.dispose();
    expect(await affectedBy({ 'tool/main.go': 'package main\n' })).toEqual(['tool', 'api']);
  });
  it('are all where something above them changed, but for words', async () => {
    expect(await affectedBy({ 'package.json': '{ "workspaces": ["packages/*"], "x": 1 }' })).toHaveLength(5);
    repository.dispose();
    expect(await affectedBy({ 'README.md': 'words' })).toEqual([]);
  });
  it('are all where it is not known what changed', async () => {
    repository = new ScratchRepository();
    repository.commit('base', MONOREPO);
    const found = await affectedUnits(context(), UNITS, { base: 'f'.repeat(40), head: 'HEAD' });
    expect(found.every(({ affected }) => affected)).toBe(true);
    expect(found[0]!.reason).toContain('what changed is not known');
  });
});

describe('shards of test files', () => {
  const suite = (file: string, seconds: number) =>
    `<testcase file="${file}" classname="s" name="${file}" time="${seconds}"/>`;

  it('take about as long as each other by the history, and leave no file out', async () => {
    repository = new ScratchRepository();
    const names = ['slow', 'a', 'b', 'c', 'd', 'new'];
    repository.commit('base', Object.fromEntries(names.map((name) => [`test/${name}.test.ts`, 'x'])));
    repository.write(
      'junit.xml',
      `<testsuite name="s">${suite('test/slow.test.ts', 9)}${['a', 'b', 'c', 'd'].map((name) => suite(`test/${name}.test.ts`, 2)).join('')}</testsuite>`,
    );
    await historyAdd(context(), { results: ['junit.xml'], store: '.qitops/history', coverage: [] });
    const shards = await fileShards(context(), { store: '.qitops/history', total: 2 });
    expect(shards.flatMap(({ files }) => files).sort()).toEqual(
      names.map((name) => `test/${name}.test.ts`).sort(),
    );
    expect(shards.find(({ files }) => files.includes('test/slow.test.ts'))!.files.length).toBeLessThan(3);
    expect(shards.map(({ total }) => total)).toEqual([2, 2]);
  });
  it('are no more than there are files', async () => {
    repository = new ScratchRepository();
    repository.commit('base', { 'a.test.ts': '', 'b.test.ts': '', 'conftest.py': '' });
    expect(await fileShards(context(), { store: '.qitops/history', total: 5 })).toHaveLength(2);
  });
  it('of nothing are an error with its remedy', async () => {
    repository = new ScratchRepository();
    repository.commit('base', { 'a.ts': '' });
    await expect(fileShards(context(), { store: '.qitops/history', total: 2 })).rejects.toThrow(
      'leave `shards` at 0',
    );
  });
});
