import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ScratchRepository } from '@qitops/repository/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { historyAdd } from '../history/history.ts';
import { init } from '../init/init.ts';
import { uninstall } from './uninstall.ts';

let repository: ScratchRepository;
afterEach(() => repository.dispose());
const context = () => ({ cwd: repository.root, env: {}, log: { info() {}, warn() {} } });
const at = (path: string) => join(repository.root, path);

const WORKFLOW = `name: ci
on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - run: npm ci
      - run: npx vitest run --reporter=junit --outputFile=junit.xml
`;
const PROJECT = {
  'package.json': '{ "scripts": { "test": "vitest run" }, "devDependencies": { "vitest": "5.1.1" } }',
  'package-lock.json': '{}',
  'a.test.ts': "import { it } from 'vitest';\n",
};

function run(over: Partial<Parameters<typeof uninstall>[1]> = {}) {
  let shown = '';
  const done = uninstall(context(), {
    yes: true,
    dryRun: false,
    person: null,
    store: 'ref:refs/qitops/history',
    exportTo: 'history.ndjson.gz',
    show: (text) => {
      shown = text;
    },
    ...over,
  });
  return done.then((document) => ({ document, shown }));
}

async function installed(files: Record<string, string>): Promise<void> {
  repository = new ScratchRepository();
  repository.commit('base', { ...PROJECT, ...files });
  await init(context(), { yes: true, dryRun: false, person: null, show() {} });
  repository.git('add', '-A');
  repository.git('commit', '-q', '-m', 'qitops');
  repository.write('junit.xml', '<testsuite name="s"><testcase classname="s" name="a"/></testsuite>');
  await historyAdd(context(), { results: ['junit.xml'], coverage: [], store: 'ref:refs/qitops/history' });
}

describe('uninstall', () => {
  it('leaves a workflow as it was before init, and takes the files that init wrote', async () => {
    await installed({ '.github/workflows/ci.yml': WORKFLOW });
    expect(readFileSync(at('.github/workflows/ci.yml'), 'utf8')).toContain('qitops/analyze-pr');
    const { document } = await run();
    const left = readFileSync(at('.github/workflows/ci.yml'), 'utf8');
    expect(left).not.toContain('qitops/');
    expect(left).toContain('- run: npx vitest run --reporter=junit');
    expect(existsSync(at('qitops.yml'))).toBe(false);
    expect(document.removed).toBe(true);
    expect(document.notes.join('\n')).toContain('tests/qitops stays');
  });
  it('exports the history before its refs go', async () => {
    await installed({});
    const { document } = await run();
    expect(document.exported).toEqual({ file: 'history.ndjson.gz', runs: 1 });
    expect(existsSync(at('history.ndjson.gz'))).toBe(true);
    expect(repository.git('for-each-ref', 'refs/qitops/')).toBe('');
  });
  it('names the check to take out of branch protection first', async () => {
    await installed({
      '.github/workflows/ci.yml': WORKFLOW.replace(
        '    runs-on: ubuntu-latest\n',
        '    strategy:\n      matrix:\n        node: [22, 24]\n    runs-on: ubuntu-latest\n',
      ),
    });
    const { document, shown } = await run({ dryRun: true });
    expect(document.requiredChecks).toContain('qitops');
    expect(shown.split('\n')[0]).toContain('First take "qitops"');
    expect(document.removed).toBe(false);
    expect(existsSync(at('qitops.yml'))).toBe(true);
  });
  it('removes nothing where nobody says yes', async () => {
    await installed({});
    await expect(run({ yes: false })).rejects.toThrow('nobody to ask');
    expect(existsSync(at('qitops.yml'))).toBe(true);
  });
  it('has nothing to do where qitops is not', async () => {
    repository = new ScratchRepository();
    repository.commit('base', { ...PROJECT, '.github/workflows/ci.yml': WORKFLOW });
    const { document } = await run();
    expect(document).toMatchObject({ files: [], refs: [], removed: false, exported: null });
    expect(readFileSync(at('.github/workflows/ci.yml'), 'utf8')).toBe(WORKFLOW);
  });
});
