import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { killRate } from '@qitops/suggest';

/**
 * Stryker's own command line as the referee of the kills that the engine counts: the emitted tests are written beside
 * a copy of the module and run with node:test, a process for each mutant. `QITOPS_BENCH_STRYKER` names a folder with
 * `node_modules/@stryker-mutator/core` in it.
 */
const SUBJECTS = join(import.meta.dirname, 'suggest-subjects');
/** Share of mutants that the two may see differently: Stryker leaves out what it cannot place. */
const TOLERATED = 0.05;

interface StrykerReport {
  files: Record<string, { mutants: { status: string }[] }>;
}

export async function run(): Promise<void> {
  const stryker = join(process.env.QITOPS_BENCH_STRYKER ?? '', 'node_modules');
  if (!existsSync(join(stryker, '@stryker-mutator/core'))) {
    console.log('referee: Stryker is absent (QITOPS_BENCH_STRYKER), not measured');
    return;
  }
  for (const file of ['shop.ts', 'text.ts']) await judge(join(SUBJECTS, file), stryker);
}

async function judge(module: string, stryker: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'qitops-referee-'));
  try {
    const file = basename(module);
    copyFileSync(module, join(folder, file));
    symlinkSync(stryker, join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    const text = readFileSync(module, 'utf8');
    const found = await killRate({ root: folder, path: file, text, grammar: 'typescript', env: process.env });
    const tests = found.functions.flatMap((each) => each.tests);
    for (const [n, test] of tests.entries()) writeFileSync(join(folder, `${n}.test.ts`), test.code);
    const options = {
      testRunner: 'command',
      commandRunner: { command: `${process.execPath} --test` },
      mutate: [file],
      reporters: ['json'],
      jsonReporter: { fileName: 'report.json' },
      concurrency: 2,
      checkers: [],
      disableTypeChecks: true,
    };
    writeFileSync(join(folder, 'stryker.config.json'), JSON.stringify(options));
    const bin = join(stryker, '@stryker-mutator/core/bin/stryker.js');
    const ended = spawnSync(process.execPath, [bin, 'run'], {
      cwd: folder,
      encoding: 'utf8',
      env: process.env,
    });
    if (!existsSync(join(folder, 'report.json')))
      throw new Error(`referee: ${(ended.stdout + ended.stderr).slice(-600)}`);
    const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as StrykerReport;
    const mutants = Object.values(report.files).flatMap((each) => each.mutants);
    const killed = mutants.filter(({ status }) => status === 'Killed' || status === 'Timeout').length;
    console.log(
      `referee: ${file}: the engine counts ${found.killed} of ${found.mutants}, Stryker ${killed} of ${mutants.length} (${tests.length} tests)`,
    );
    if (Math.abs(killed / mutants.length - found.killed / found.mutants) > TOLERATED)
      throw new Error(`referee: Stryker disagrees about ${file}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
