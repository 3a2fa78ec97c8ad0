import { join } from 'node:path';
import { findUp } from '../find-up.ts';
import { type Runner, readJestReport, runCommand } from './runner.ts';

/** The project's Vitest, found as Node would find it from `folder`; null when it is not installed. */
export function findVitest(folder: string): Runner | null {
  const entry = findUp(folder, join('node_modules', 'vitest', 'vitest.mjs'));
  if (!entry) return null;
  return {
    id: 'vitest',
    run: (request) =>
      runCommand(request, (out) => ({
        args: [
          entry,
          'run',
          ...request.files,
          '--reporter=json',
          `--outputFile=${join(out, 'report.json')}`,
          '--sequence.shuffle',
          ...(request.together ? ['--isolate=false', '--fileParallelism=false'] : []),
          ...(request.bail ? ['--bail=1'] : []),
          ...(request.coverage
            ? [
                '--coverage.enabled',
                '--coverage.reporter=lcovonly',
                `--coverage.reportsDirectory=${join(out, 'coverage')}`,
              ]
            : ['--coverage.enabled=false']),
        ],
        report: join(out, 'report.json'),
        read: readJestReport,
        lcov: join(out, 'coverage', 'lcov.info'),
      })),
  };
}
