import { join } from 'node:path';
import { findUp } from '../find-up.ts';
import { type Runner, readJestReport, runCommand } from './runner.ts';

/** The project's Jest. `script` is how the project itself calls it, for the flags of Node that it needs. */
export function findJest(folder: string, script: string): Runner | null {
  const entry = findUp(folder, join('node_modules', 'jest', 'bin', 'jest.js'));
  if (!entry) return null;
  const flags = /--experimental-vm-modules/.test(script) ? ['--experimental-vm-modules'] : [];
  return {
    id: 'jest',
    run: (request) =>
      runCommand(request, (out) => ({
        args: [
          ...flags,
          entry,
          '--json',
          `--outputFile=${join(out, 'report.json')}`,
          '--randomize',
          '--testTimeout=10000',
          ...(request.bail ? ['--bail'] : []),
          ...(request.coverage
            ? [
                '--coverage',
                '--coverageReporters=lcovonly',
                `--coverageDirectory=${join(out, 'coverage')}`,
                '--coverageThreshold={}',
              ]
            : ['--coverage=false']),
          '--runTestsByPath',
          ...request.files,
        ],
        report: join(out, 'report.json'),
        read: readJestReport,
        lcov: join(out, 'coverage', 'lcov.info'),
      })),
  };
}
