import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ScratchRepository } from '@qitops/repository/testing';
import { runEngine } from '../suggest/run-engine.ts';
import { sourcesOf } from './suggest-library.ts';

/**
 * Twenty functions of a library arrive in a pull request of a project with Vitest and TypeScript: how many tests are
 * written, how many of them pass the gate, what each adds, and what engine and gate cost in starts of the runner.
 */
const FUNCTIONS = 20;

export async function run(): Promise<void> {
  const root = process.env.QITOPS_BENCH_ES_TOOLKIT;
  const all = root
    ? sourcesOf(
        root,
        ['array', 'math', 'object', 'predicate', 'string'].map((name) => `src/${name}`),
      )
    : null;
  if (!root || !all) {
    console.log('gate: es-toolkit is absent (QITOPS_BENCH_ES_TOOLKIT), not measured');
    return;
  }
  const step = Math.floor(all.length / FUNCTIONS);
  const arriving = all.filter((_, index) => index % step === 0).slice(0, FUNCTIONS);
  const repository = new ScratchRepository();
  try {
    install(repository.root);
    cpSync(join(root, 'src'), join(repository.root, 'src'), {
      recursive: true,
      filter: (path) => !/\.spec\.ts$/.test(path),
    });
    repository.git('add', '-A');
    repository.git('reset', '-q', ...arriving.map((path) => `./${path}`));
    repository.git('commit', '-q', '-m', 'base');
    const base = repository.git('rev-parse', 'HEAD');
    const head = repository.commit('head');
    const times: { line: string; at: number }[] = [];
    const started = performance.now();
    const { suggestions, omitted } = await runEngine(repository.root, { base, head }, (line) =>
      times.push({ line, at: performance.now() }),
    );
    const ended = performance.now();
    const proving = times.find(({ line }) => line.startsWith('proving'))!;
    const tests = suggestions.filter((each) => each.kind === 'test');
    const written = Number(/\d+/.exec(proving.line)?.[0]);
    const failures = omitted.filter(({ reason }) => /did not pass/.test(reason));
    const types = omitted.filter(({ reason }) => /type-check/.test(reason));
    const most = Math.max(
      ...[...Map.groupBy(tests, ({ target }) => `${target.path} ${target.function}`).values()].map(
        (each) => each.length,
      ),
    );
    const bare = tests.filter(({ evidence }) => evidence!.kills.length + evidence!.branches.length === 0);
    console.log(
      `gate: ${arriving.length} sources, ${written} tests written, ${tests.length} proven, ${failures.length} did not pass five times, ` +
        `${types.length} did not type-check; at most ${most} a function; ${bare.length} without a kill or branch`,
    );
    const start = timed(repository.root, ['node_modules/vitest/vitest.mjs', 'run', 'start.test.ts']);
    const typeCheck = timed(repository.root, [
      'node_modules/typescript/bin/tsc',
      '-p',
      'tsconfig.json',
      '--noEmit',
    ]);
    const allowed = 5_000 + 6 * start + typeCheck;
    console.log(
      `gate: allowed are ${seconds(allowed)}: 5 s, six starts of ${seconds(start)}, a type check of ${seconds(typeCheck)}`,
    );
    const functions = times.filter(({ line }) => line.startsWith('trying')).length;
    const engine = proving.at - started;
    console.log(
      `gate: engine ${seconds(engine)} for ${functions} functions (${seconds((20 * engine) / functions)} for 20), ` +
        `${(engine / start).toFixed(1)} starts of the runner; gate ${seconds(ended - proving.at)}`,
    );
    for (const { path, function: name, reason } of [...failures, ...types])
      console.log(`  ${path} ${name}: ${reason.slice(0, 160)}`);
    const unexplored = omitted.filter((each) => !failures.includes(each) && !types.includes(each));
    for (const { path, function: name, reason } of unexplored)
      console.log(`  ${path} ${name}: ${reason.slice(0, 160)}`);
    if (bare.length > 0 || most > 5)
      throw new Error('gate: a suggestion without evidence, or more than five for a function');
    if (failures.length > 0) throw new Error('gate: a written test does not pass');
  } finally {
    repository.dispose();
  }
}

function install(root: string): void {
  mkdirSync(join(root, 'node_modules'));
  for (const name of ['vitest', '@vitest', 'typescript'])
    symlinkSync(join(import.meta.dirname, '../../node_modules', name), join(root, 'node_modules', name));
  const files = {
    'package.json': '{ "type": "module", "scripts": { "test": "vitest run" } }',
    '.gitignore': 'node_modules\n',
    'start.test.ts': "import { it } from 'vitest';\nit('starts', () => {});\n",
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        target: 'es2022',
        lib: ['es2023', 'dom'],
        module: 'nodenext',
        allowImportingTsExtensions: true,
        skipLibCheck: true,
      },
      include: ['src', 'tests'],
    }),
  };
  for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text);
}

/** Milliseconds of a program that is run once. */
function timed(root: string, args: string[]): number {
  const started = performance.now();
  spawnSync(process.execPath, args, { cwd: root });
  return performance.now() - started;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
