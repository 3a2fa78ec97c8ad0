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
const RUNS = Number(process.env.QRUNS ?? 20);
const ENOUGH = 1_000;
const ZONES = ['UTC', 'America/St_Johns', 'Asia/Kolkata', 'Pacific/Auckland'];

interface Report {
  testResults: {
    name: string;
    message: string;
    assertionResults: { status: string; failureMessages: string[] }[];
  }[];
}

export async function run(): Promise<void> {
  const library = process.env.QITOPS_BENCH_ES_TOOLKIT;
  const files = library
    ? (sourcesOf(
        library,
        FOLDERS.map((name) => `src/${name}`),
        /(\.spec|\.test|\.d|(^|\/)index)\.ts$|_internal/,
      ) ?? [])
    : [];
  if (!library || files.length === 0) {
    console.log('stability: es-toolkit is absent (QITOPS_BENCH_ES_TOOLKIT), not measured');
    return;
  }
  const root = mkdtempSync(join(tmpdir(), 'qitops-stability-'));
  try {
    cpSync(join(library, 'src'), join(root, 'src'), {
      recursive: true,
      filter: (path) => !/\.spec\.ts$/.test(path),
    });
    mkdirSync(join(root, 'node_modules'));
    symlinkSync(join(import.meta.dirname, '../../node_modules/vitest'), join(root, 'node_modules/vitest'));
    writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
    const { tests, alike } = await emitAll(root, files);
    const failures = new Map<string, string>();
    let executed = 0;
    for (let n = 0; n < RUNS; n++) executed += runAll(root, ZONES[n % ZONES.length]!, failures);
    console.log(
      `stability: ${tests} tests of ${files.length} modules, ${RUNS} runs, ${executed} executions; ` +
        `${failures.size} ever failed; ${alike} notice no mutant of their own`,
    );
    for (const [name, why] of [...failures].slice(0, 30)) console.log(`  ${name}: ${why.slice(0, 160)}`);
    if (tests < ENOUGH) throw new Error(`stability: fewer than ${ENOUGH} tests`);
    if (executed !== tests * RUNS) throw new Error('stability: not every test was executed in every run');
    if (failures.size > 0) throw new Error('stability: a test failed');
    if (alike > 0) throw new Error('stability: a test notices nothing of its own');
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
