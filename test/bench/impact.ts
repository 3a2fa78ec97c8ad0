import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CommandContext, historyAdd, rank } from '@qitops/commands';
import type { TestResult } from '@qitops/model';
import { fileSource, readResultFiles } from '@qitops/readers';

const EXAMPLE = join(import.meta.dirname, '../../fixtures/example/project');
/** A Vitest project of yours, sources below `src`; its packages are looked for in `node_modules` of this checkout. */
const PROJECT = process.env.QITOPS_BENCH_PROJECT ?? EXAMPLE;
const BUGS = Number(process.env.QITOPS_BENCH_BUGS ?? 40);
const STORE = '.qitops/history';
const VITEST = join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs');

/** Small faults, each a pattern and what to put in its place. */
const FAULTS: [RegExp, string][] = [
  [/===/g, '!=='],
  [/!==/g, '==='],
  [/ < /g, ' >= '],
  [/ > /g, ' <= '],
  [/ \+ /g, ' - '],
  [/ - /g, ' + '],
  [/ && /g, ' || '],
  [/ \|\| /g, ' && '],
  [/\btrue\b/g, 'false'],
  [/\bfalse\b/g, 'true'],
  [/ \* /g, ' / '],
];

/**
 * Seeds bugs into a real project, one at a time, runs its whole suite on each, and asks `rank` for the tests that the
 * change calls for: how many of the failing tests are among them, and what share of the suite's time they take.
 */
export async function run(): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'qitops-impact-'));
  try {
    await measure(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function measure(root: string): Promise<void> {
  cpSync(PROJECT, root, {
    recursive: true,
    filter: (path) => !/(^|\/)(node_modules|\.git)(\/|$)/.test(path),
  });
  symlinkSync(join(import.meta.dirname, '../../node_modules'), join(root, 'node_modules'));
  writeFileSync(join(root, '.gitignore'), 'node_modules\nresult.json\n.qitops\n');
  git(root, 'init', '-q', '-b', 'main');
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '-m', 'base');
  const context: CommandContext = {
    cwd: root,
    env: {},
    log: { info: () => undefined, warn: () => undefined },
  };
  const usual = await suite(context);
  for (const runId of ['1', '2', '3'])
    await historyAdd(context, { store: STORE, results: ['result.json'], coverage: [], runId });
  const broken = new Set(usual.filter((test) => test.status === 'failed').map(({ id }) => id));
  const total = sum(usual.map(({ durationMs }) => durationMs ?? 0));

  let bugs = 0;
  let failing = 0;
  let found = 0;
  let share = 0;
  const missed: string[] = [];
  for (const { path, text } of faultsIn(root, BUGS)) {
    git(root, 'checkout', '-q', '-B', 'bug', 'main');
    writeFileSync(join(root, path), text);
    git(root, 'commit', '-q', '-a', '-m', 'bug');
    const failed = (await suite(context)).filter((test) => test.status === 'failed' && !broken.has(test.id));
    if (failed.length === 0) continue;
    const ranked = await rank(context, {
      store: STORE,
      budgetSeconds: null,
      changed: null,
      base: 'main',
      head: 'HEAD',
      shards: null,
    });
    const impacted = new Set(ranked.tests.map(({ id }) => id));
    const outside = failed.filter(({ id }) => !impacted.has(id));
    const chance = outside.length > 0 ? await passesSometimes(context) : new Set<string>();
    const byBug = failed.filter(({ id }) => !chance.has(id));
    bugs += 1;
    failing += byBug.length;
    found += byBug.filter(({ id }) => impacted.has(id)).length;
    share += sum(usual.filter(({ id }) => impacted.has(id)).map(({ durationMs }) => durationMs ?? 0)) / total;
    for (const test of byBug) if (!impacted.has(test.id)) missed.push(`${path}: ${test.file} ${test.name}`);
  }
  console.log(
    `${PROJECT === EXAMPLE ? 'the example' : 'the given project'}: ${usual.length} tests, ${bugs} bugs that a test saw`,
  );
  console.log(
    `failing tests that were impacted  ${found} of ${failing} (${((100 * found) / failing).toFixed(2)} %)`,
  );
  console.log(`share of the suite's time  ${((100 * share) / bugs).toFixed(1)} %`);
  for (const line of missed.slice(0, 10)) console.log(`  missed ${line}`);
  if (found / failing < 0.99) throw new Error('fewer than 99 % of the failing tests were impacted');
}

async function suite({ cwd }: CommandContext): Promise<TestResult[]> {
  const args = [
    VITEST,
    'run',
    '--reporter=json',
    '--outputFile.json=result.json',
    '--coverage.enabled=false',
  ];
  rmSync(join(cwd, 'result.json'), { force: true });
  spawnSync(process.execPath, args, { cwd, stdio: 'ignore' });
  const repositoryFiles = git(cwd, 'ls-files').split('\n');
  const source = fileSource(join(cwd, 'result.json'), 'result.json');
  return (await readResultFiles([source], { project: '', root: cwd, repositoryFiles })).tests;
}

/** Tests that pass in any of three more runs: what failed of them before was chance. */
async function passesSometimes(context: CommandContext): Promise<Set<string>> {
  const passed = new Set<string>();
  for (let i = 0; i < 3; i++)
    for (const test of await suite(context)) if (test.status === 'passed') passed.add(test.id);
  return passed;
}

/** Faults spread over the sources by a fixed sequence. */
function faultsIn(root: string, count: number): { path: string; text: string }[] {
  const all: { path: string; text: string }[] = [];
  for (const path of git(root, 'ls-files', 'src').split('\n')) {
    if (!/\.[cm]?[jt]s$/.test(path) || /\.(spec|test|d)\./.test(path)) continue;
    const text = readFileSync(join(root, path), 'utf8');
    for (const [pattern, replacement] of FAULTS) {
      for (const { index, 0: match } of text.matchAll(pattern)) {
        const line = text.slice(text.lastIndexOf('\n', index) + 1, index);
        if (/^\s*(\*|\/\/|\/\*|import|export (type|interface))/.test(line)) continue;
        all.push({ path, text: text.slice(0, index) + replacement + text.slice(index + match.length) });
      }
    }
  }
  let seed = 1;
  const picked: { path: string; text: string }[] = [];
  while (picked.length < count && all.length > 0) {
    seed = (seed * 48_271) % 2_147_483_647;
    picked.push(...all.splice(seed % all.length, 1));
  }
  return picked;
}

function git(cwd: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
  const result = spawnSync('git', [...identity, ...args], { cwd, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (result.status !== 0) throw new Error(`git ${args[0]}: ${result.stderr}`);
  return result.stdout.trim();
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
