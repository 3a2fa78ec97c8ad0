import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { type Emitted, Explorers, killRate } from '@qitops/suggest';
import { sourcesOf } from './suggest-library.ts';

/**
 * Whether what is suggested holds: at least a thousand tests of a library's functions, run twenty times with Vitest in
 * a shuffled order, each run in another time zone than the one before. Every test that ever fails counts, and every
 * test that notices no mutant that the other tests of its module miss.
 */
const FOLDERS = [
  'array',
  'function',
  'map',
  'math',
  'object',
  'predicate',
  'set',
  'string',
  'util',
  'compat',
];
const RUNS = 20;
const ENOUGH = 1_000;
const ZONES = ['UTC', 'America/St_Johns', 'Asia/Kolkata', 'Pacific/Auckland'];

interface Report {
  testResults: {
    name: string;
    message: string;
    assertionResults: { status: string; failureMessages: string[] }[];
  }[];
}

/** Checkouts of libraries, with what of them is tested. */
const LIBRARIES: readonly {
  name: string;
  root: string | undefined;
  folders: readonly string[];
  without: RegExp;
}[] = [
  {
    name: 'es-toolkit',
    root: process.env.QITOPS_BENCH_ES_TOOLKIT,
    folders: FOLDERS.map((name) => `src/${name}`),
    without: /(\.spec|\.test|\.d|(^|\/)index)\.ts$|_internal/,
  },
  {
    name: 'remeda',
    root: process.env.QITOPS_BENCH_REMEDA && join(process.env.QITOPS_BENCH_REMEDA, 'packages/remeda'),
    folders: ['src'],
    without: /\.test[^/]*\.ts$|(^|\/)index\.ts$/,
  },
];

export async function run(): Promise<void> {
  const present = LIBRARIES.filter(({ root }) => root && existsSync(root));
  if (present.length === 0) {
    console.log('stability: es-toolkit and remeda are absent (QITOPS_BENCH_…), not measured');
    return;
  }
  const all = { tests: 0, failed: 0, alike: 0 };
  for (const library of present) {
    const { tests, failed, alike } = await measure(
      library.name,
      library.root!,
      library.folders,
      library.without,
    );
    all.tests += tests;
    all.failed += failed;
    all.alike += alike;
  }
  console.log(
    `stability: ${all.tests} tests × ${RUNS} runs: ${all.failed} ever failed, ${all.alike} notice no mutant of their own`,
  );
  if (all.tests < ENOUGH) throw new Error(`stability: fewer than ${ENOUGH} tests`);
  if (all.failed > 0) throw new Error('stability: a test failed');
  if (all.alike > 0) throw new Error('stability: a test notices nothing of its own');
}

async function measure(
  name: string,
  library: string,
  folders: readonly string[],
  without: RegExp,
): Promise<{ tests: number; failed: number; alike: number }> {
  const files = sourcesOf(library, folders, without) ?? [];
  const root = mkdtempSync(join(tmpdir(), 'qitops-stability-'));
  try {
    cpSync(join(library, 'src'), join(root, 'src'), {
      recursive: true,
      filter: (path) => !/\.(spec|test)[^/]*\.ts$/.test(path),
    });
    mkdirSync(join(root, 'node_modules'));
    symlinkSync(join(import.meta.dirname, '../../node_modules/vitest'), join(root, 'node_modules/vitest'));
    writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
    const { tests, alike } = await emitAll(root, files);
    const failures = new Map<string, string>();
    let executed = 0;
    for (let n = 0; n < RUNS; n++) executed += runAll(root, ZONES[n % ZONES.length]!, failures);
    console.log(
      `stability: ${name}: ${tests} tests of ${files.length} modules, ${executed} executions in ${RUNS} runs; ` +
        `${failures.size} ever failed; ${alike} notice no mutant of their own`,
    );
    for (const [file, why] of [...failures].slice(0, 30)) console.log(`  ${file}: ${why.slice(0, 200)}`);
    if (executed !== tests * RUNS) throw new Error('stability: not every test was executed in every run');
    return { tests, failed: failures.size, alike };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Writes the tests of all modules beside them. */
async function emitAll(root: string, files: readonly string[]): Promise<{ tests: number; alike: number }> {
  let [tests, alike] = [0, 0];
  await using explorers = new Explorers(root, process.env);
  const waiting = [...files];
  const worker = async (): Promise<void> => {
    for (let path = waiting.shift(); path; path = waiting.shift()) {
      const text = readFileSync(join(root, path), 'utf8');
      const { functions } = await killRate({
        root,
        path,
        text,
        grammar: 'typescript',
        env: process.env,
        explorers,
        runner: 'vitest',
      });
      const emitted = functions.flatMap((each) => each.tests);
      for (const [n, { code }] of emitted.entries())
        writeFileSync(join(root, dirname(path), `${basename(path, '.ts')}.${n}.test.ts`), code);
      tests += emitted.length;
      alike += emitted.filter((each) => !hasOwn(each, emitted)).length;
    }
  };
  await Promise.all([worker(), worker()]);
  return { tests, alike };
}

function hasOwn(test: Emitted, all: readonly Emitted[]): boolean {
  const others = new Set(all.filter((each) => each !== test).flatMap(({ kills }) => kills));
  return test.kills.some((id) => !others.has(id));
}

/** Runs all tests once; how many were executed. */
function runAll(root: string, zone: string, failures: Map<string, string>): number {
  const report = join(root, 'report.json');
  rmSync(report, { force: true });
  const args = ['run', '--isolate=false', '--sequence.shuffle', '--reporter=json', `--outputFile=${report}`];
  const ended = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, TZ: zone },
  });
  if (!existsSync(report)) throw new Error(`stability: ${(ended.stdout + ended.stderr).slice(-600)}`);
  let executed = 0;
  for (const { name, message, assertionResults } of (JSON.parse(readFileSync(report, 'utf8')) as Report)
    .testResults) {
    if (assertionResults.length === 0) failures.set(name.slice(root.length), message);
    for (const { status, failureMessages } of assertionResults) {
      executed += 1;
      if (status !== 'passed') failures.set(name.slice(root.length), failureMessages[0] ?? status);
    }
  }
  return executed;
}
