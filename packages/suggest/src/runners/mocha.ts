import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findUp } from '../find-up.ts';
import { type Runner, type RunOutcome, runCommand } from './runner.ts';

/** The project's Mocha; coverage comes from its c8 when that is installed. */
export function findMocha(folder: string): Runner | null {
  const manifest = findUp(folder, join('node_modules', 'mocha', 'package.json'));
  if (!manifest) return null;
  const entry = ['mocha.js', '_mocha'].map((name) => join(dirname(manifest), 'bin', name)).find(existsSync);
  if (!entry) return null;
  const c8 = findUp(folder, join('node_modules', 'c8', 'bin', 'c8.js'));
  return {
    id: 'mocha',
    run: (request) =>
      runCommand(request, (out) => {
        const report = join(out, 'report.json');
        const mocha = [
          entry,
          '--reporter=json',
          `--reporter-option=output=${report}`,
          ...(request.bail ? ['--bail'] : []),
          ...request.files,
        ];
        const covered =
          request.coverage && c8
            ? [
                c8,
                '--reporter=lcovonly',
                `--reports-dir=${join(out, 'coverage')}`,
                '--check-coverage=false',
                process.execPath,
              ]
            : [];
        return {
          args: [...covered, ...mocha],
          report,
          read: readMochaReport,
          lcov: join(out, 'coverage', 'lcov.info'),
        };
      }),
  };
}

interface MochaTest {
  fullTitle: string;
  duration?: number;
  err: { message?: string };
}

function readMochaReport(text: string): Pick<RunOutcome, 'passed' | 'failed'> {
  const { passes, failures } = JSON.parse(text) as { passes: MochaTest[]; failures: MochaTest[] };
  return {
    passed: new Map(passes.map((test) => [test.fullTitle, test.duration ?? 0])),
    failed: new Map(failures.map((test) => [test.fullTitle, test.err.message ?? 'failed'])),
  };
}
