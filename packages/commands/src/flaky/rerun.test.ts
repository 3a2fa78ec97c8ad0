import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ScratchRepository } from '@qitops/repository/testing';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { CommandContext } from '../context.ts';
import { historyAdd } from '../history/history.ts';
import { read } from '../read.ts';
import { rerun } from './rerun.ts';

const repository = new ScratchRepository();
const log: string[] = [];
const context: CommandContext = {
  cwd: repository.root,
  env: { PATH: process.env.PATH },
  log: { info: (line) => log.push(line), warn: (line) => log.push(line) },
};
afterAll(() => repository.dispose());

/** A runner: writes a report of the tests of the files it is given; `flaky` passes from its third run on. */
const RUNNER = `
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
const count = Number(existsSync('count') ? readFileSync('count', 'utf8') : 0) + 1;
writeFileSync('count', String(count));
const chosen = process.argv.slice(2).filter((word) => word.endsWith('.test.ts'));
const has = (file) => chosen.length === 0 || chosen.includes(file);
const test = (file, name, failed) => has(file) ? '<testsuite name="' + file + '"><testcase classname="' + file + '" name="' + name + '" time="0.01">' + (failed ? '<failure message="no"/>' : '') + '</testcase></testsuite>' : '';
const fresh = existsSync('fresh') ? test('fresh.test.ts', 'fresh', count % 4 === 0) : '';
writeFileSync('junit.xml', '<testsuites name="vitest tests">' + test('flaky.test.ts', 'flaky', count < 3) + test('broken.test.ts', 'broken', true) + test('good.test.ts', 'good', false) + fresh + '</testsuites>');
writeFileSync('lcov.info', 'run ' + count);
`;
const command = [process.execPath, 'runner.mjs'];
const options = { store: '.qitops/history', results: [], coverage: [], command };

beforeEach(() => {
  repository.commit('base', {
    'runner.mjs': RUNNER,
    '.gitignore': 'junit.xml\nlcov.info\ncount\nfresh\nqitops-attempts.json\n.qitops/\n',
    'flaky.test.ts': '',
    'broken.test.ts': '',
    'good.test.ts': '',
    'fresh.test.ts': '',
  });
  log.length = 0;
  repository.write('count', '0');
  runAll();
});

function runAll(): void {
  spawnSync(process.execPath, ['runner.mjs'], { cwd: repository.root });
}
const report = () => readFileSync(join(repository.root, 'junit.xml'), 'utf8');

describe('rerun', () => {
  it('runs failed tests alone, until they pass and twice at most', async () => {
    const before = report();
    const { tests } = await rerun(context, options);
    expect(tests).toMatchObject([
      { name: 'flaky', why: 'failed', passed: 1, failed: 1 },
      { name: 'broken', why: 'failed', passed: 0, failed: 2 },
    ]);
    expect(log.filter((line) => line.includes('runner.mjs'))).toHaveLength(2);
    expect(log.find((line) => line.includes('runner.mjs'))).not.toContain('good.test.ts');
    expect(report()).toBe(before);
    expect(readFileSync(join(repository.root, 'lcov.info'), 'utf8')).toBe('run 1');
  });
  it('what passed on retry is flaky and not failed to every command that reads the reports', async () => {
    await rerun(context, options);
    expect((await read(context, { globs: [] })).totals).toMatchObject({ passed: 2, failed: 1, flaky: 1 });
  });
  it('its attempts count for these very reports alone', async () => {
    await rerun(context, options);
    repository.write('count', '0');
    repository.write('junit.xml', report().replace('name="good"', 'name="better"'));
    expect((await read(context, { globs: [] })).totals).toMatchObject({ passed: 1, failed: 2, flaky: 0 });
    expect(log).toContain('qitops-attempts.json: belongs to other reports, ignored');
  });
  it('tries a test that the history does not know, and calls it flaky when one of the tries fails', async () => {
    await historyAdd(context, { ...options, coverage: [], runId: '1' });
    repository.write('fresh', '');
    runAll();
    const { tests } = await rerun(context, options);
    expect(tests.find(({ name }) => name === 'fresh')).toMatchObject({ why: 'new', passed: 8, failed: 2 });
    expect((await read(context, { globs: [] })).totals.flaky).toBe(2);
  });
  it('says so when the command cannot be started, and leaves the reports as they were', async () => {
    const before = report();
    const { notes, tests } = await rerun(context, { ...options, command: ['no-such-program-here'] });
    expect(notes).toEqual(['no-such-program-here could not be started']);
    expect(tests.every(({ passed, failed }) => passed + failed === 0)).toBe(true);
    expect(report()).toBe(before);
  });
  it('asks for the command', async () => {
    await expect(rerun(context, { ...options, command: [] })).rejects.toThrow(/names no test command.*Fix:/);
    expect(existsSync(join(repository.root, 'qitops-attempts.json'))).toBe(true);
  });
});
