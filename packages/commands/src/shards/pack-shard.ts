import {
  type FileCoverage,
  isFailure,
  type MeasuredSidecar,
  SCHEMA_VERSION,
  type ShardDocument,
  type ShardPlace,
  type ShardSource,
  type ShardTest,
  type TestResult,
} from '@qitops/model';
import type { FoundCoverage, FoundResults } from '../inputs.ts';
import { DetailsPacker, OF_PASSED, packTime, packValues } from './pack-details.ts';

export interface ShardParts {
  place: ShardPlace;
  measured: MeasuredSidecar;
  /** ISO 8601, UTC. */
  readAt: string;
  /** Absolute path of the checkout. */
  root: string;
  results: Pick<FoundResults, 'files' | 'tests'>;
  coverage: Pick<FoundCoverage, 'files' | 'merged'>;
}

/** What a job read, as the document that travels: defaults left out, lines as distances. */
export function packShard({ place, measured, readAt, root, results, coverage }: ShardParts): ShardDocument {
  const details = new DetailsPacker();
  // what passed takes no room from failures
  const ofPassed = new DetailsPacker(OF_PASSED);
  const packerOf = ({ status, attempts }: TestResult) =>
    isFailure(status) || attempts.length > 0 ? details : ofPassed;
  return {
    schemaVersion: SCHEMA_VERSION,
    kind: 'shard',
    place,
    measured,
    readAt,
    root,
    results: { files: results.files, tests: results.tests.map((test) => packTest(test, packerOf(test))) },
    coverage: { files: coverage.files, sources: [...coverage.merged.values()].map(packSource) },
  };
}

function packTest(test: TestResult, details: DetailsPacker): ShardTest {
  const { name, suite, file, status, framework } = test;
  const packed: ShardTest = {
    name,
    suite,
    file,
    status,
    ms: test.durationMs,
    framework,
    ...packTime(test),
    ...details.pack(test),
  };
  if (test.line !== undefined) packed.line = test.line;
  if (test.message !== undefined) packed.message = test.message;
  if (test.seed !== undefined) packed.seed = test.seed;
  if (test.suiteLevel) packed.suiteLevel = true;
  if (test.ordinal > 0) packed.ordinal = test.ordinal;
  if (test.attempts.length > 0) {
    packed.attempts = test.attempts.map((attempt) => ({
      status: attempt.status,
      ms: attempt.durationMs,
      ...(attempt.message === undefined ? {} : { message: attempt.message }),
      ...packTime(attempt),
      ...details.pack(attempt),
    }));
  }
  if (test.tags?.length) packed.tags = test.tags;
  if (test.labels?.length) packed.labels = packValues(test.labels);
  if (test.parameters?.length) packed.parameters = packValues(test.parameters);
  return packed;
}

function packSource(file: FileCoverage): ShardSource {
  const { line, hits } = file.lines;
  const arms: number[] = [];
  file.branches.line.forEach((at, i) => {
    arms.push(at, file.branches.block[i]!, file.branches.arm[i]!, file.branches.hits[i]!);
  });
  return {
    path: file.path,
    lines: Array.from(line, (at, i) => at - (line[i - 1] ?? 0)),
    hits: [...hits],
    arms,
    identified: file.branches.identified,
    functions: file.functions,
    ...(file.declared ? { declared: file.declared } : {}),
  };
}
