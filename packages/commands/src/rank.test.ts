import { ScratchRepository } from '@qitops/repository/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandContext } from './context.ts';
import { historyAdd } from './history/history.ts';
import { rank } from './rank.ts';

const repository = new ScratchRepository();
const context: CommandContext = { cwd: repository.root, env: {}, log: { info() {}, warn() {} } };
afterAll(() => repository.dispose());

const testcase = (file: string, name: string, seconds: number, failed = false) =>
  `<testcase file="${file}" classname="${file}" name="${name}" time="${seconds}">${failed ? '<failure message="no"/>' : ''}</testcase>`;

beforeAll(async () => {
  repository.commit('base', {
    '.gitignore': '*.xml\n.qitops/\n',
    'package.json': '{ "name": "shop" }',
    'tsconfig.json': '{ "compilerOptions": { "paths": { "@app/*": ["./src/*"] } } }',
    'src/cart.ts': "import './money.ts';\n",
    'src/money.ts': 'export const euro = 1;\n',
    'src/mail.ts': 'export const mail = 1;\n',
    'test/cart.test.ts': "import '@app/cart';\n",
    'test/mail.test.ts': "import '@app/mail';\n",
    'test/slow.test.ts': "import '@app/money';\n",
  });
  for (let run = 1; run <= 12; run++) {
    repository.write(
      'junit.xml',
      `<testsuites><testsuite name="all">${testcase('test/cart.test.ts', 'sells', 1, run === 11)}${testcase('test/cart.test.ts', 'buys', 2)}${testcase('test/mail.test.ts', 'sends', 1)}${testcase('test/slow.test.ts', 'counts', 60)}</testsuite></testsuites>`,
    );
    await historyAdd(context, {
      store: '.qitops/history',
      results: ['junit.xml'],
      coverage: [],
      runId: String(run),
      started: `2026-11-${String(run).padStart(2, '0')}T00:00:00Z`,
    });
  }
  repository.git('checkout', '-q', '-b', 'pr');
  repository.commit('pr', { 'src/money.ts': 'export const euro = 2;\n', 'test/new.test.ts': '' });
}, 60_000);

const options = { store: '.qitops/history', budgetSeconds: null, changed: null, shards: null, base: 'main' };

describe('rank', () => {
  it('orders the tests that a change reaches, with reasons in words', async () => {
    const document = await rank(context, options);
    expect(document.tests.map(({ name, reasons }) => [name, ...reasons])).toEqual([
      ['test/new.test.ts', 'never ran', 'the test file is new', 'nothing is known of what it depends on'],
      ['sells', 'failed 2 runs ago', 'reaches src/money.ts through 2 imports'],
      ['counts', 'imports src/money.ts'],
      ['buys', 'reaches src/money.ts through 2 imports'],
    ]);
    expect(document.filters.vitest).toBe('test/new.test.ts test/cart.test.ts test/slow.test.ts');
  });
  it('prefers short tests under a budget and keeps to it', async () => {
    const document = await rank(context, { ...options, budgetSeconds: 6 });
    expect(document.tests.map(({ name }) => name)).toEqual(['test/new.test.ts', 'sells', 'buys']);
  });
  it('takes every test when a lock file or configuration changed', async () => {
    const document = await rank(context, { ...options, changed: ['package.json'] });
    expect(document.tests).toHaveLength(4);
    for (const { reasons } of document.tests)
      expect(reasons).toContain('package.json decides how every test runs');
  });
  it('takes every test when nothing changed', async () => {
    expect((await rank(context, { ...options, base: 'HEAD' })).tests).toHaveLength(4);
  });
  it('takes only recent failures for a change of prose', async () => {
    const document = await rank(context, { ...options, changed: ['README.md'] });
    expect(document.tests.map(({ name }) => name)).toEqual(['sells']);
  });
  it('balances shards by expected time', async () => {
    const document = await rank(context, { ...options, base: 'HEAD', shards: 2 });
    const slow = document.tests.find(({ name }) => name === 'counts')!.id;
    expect(document.shards).toHaveLength(2);
    expect(document.shards).toContainEqual([slow]);
  });
});

/** What the run covered, test by test, as coverage.py writes it with contexts. */
const contexts = JSON.stringify({
  meta: { show_contexts: true },
  files: {
    'src/mail.ts': {
      executed_lines: [1],
      missing_lines: [],
      contexts: { 1: ['test/slow.test.ts::counts|run', ''] },
    },
  },
  totals: { covered_lines: 1, num_statements: 1 },
});

it('a test that ran a changed file when coverage was measured is called for', async () => {
  repository.write('coverage.json', contexts);
  await historyAdd(context, {
    store: '.qitops/history',
    results: ['junit.xml'],
    coverage: ['coverage.json'],
    runId: '13',
    started: '2026-11-13T00:00:00Z',
  });
  const ranked = await rank(context, {
    store: '.qitops/history',
    budgetSeconds: null,
    changed: ['src/mail.ts'],
    shards: null,
  });
  expect(ranked.tests.find(({ name }) => name === 'counts')?.reasons).toContain('runs lines of src/mail.ts');
});
