import { z } from 'zod';
import { Evidence } from '../evidence.ts';
import { schemaVersion } from './read.ts';

/** A detected field: null, or a value with how sure we are and what says so. */
function detected<T extends z.ZodType>(value: T) {
  return z.object({ value, confidence: z.number().min(0).max(1), evidence: z.array(Evidence) }).nullable();
}

const command = detected(z.object({ run: z.string(), cwd: z.string() }));

/** A test runner and its reports. */
export const DetectedReporter = z.object({
  runner: z.string(),
  /** What makes it write reports, in words with the exact options. */
  howTo: z.string(),
  /** The unit's test command with these options; null when they cannot simply be added to it. */
  command: z.string().nullable(),
  /** What says that it writes them already; null when nothing does. */
  writes: z.object({ results: Evidence.nullable(), coverage: Evidence.nullable() }),
});
export type DetectedReporter = z.infer<typeof DetectedReporter>;

/** How a detected command went when it was run. */
export const VerifiedCommand = z.object({
  command: z.enum(['install', 'build', 'typecheck', 'test']),
  run: z.string(),
  works: z.boolean(),
  /** Why not; null when it works. */
  failure: z.enum(['install', 'build', 'tests', 'needs-service', 'timeout']).nullable(),
  exitCode: z.number().int().nullable(),
  durationMs: z.number(),
  /** The end of what it printed, without secrets. */
  output: z.string(),
});
export type VerifiedCommand = z.infer<typeof VerifiedCommand>;

export const DetectedUnit = z.object({
  path: z.string(),
  languages: detected(z.array(z.string())),
  frameworks: detected(z.array(z.string())),
  packageManager: detected(
    z.object({
      name: z.string(),
      version: z.string().nullable(),
      /** A major version that reads the lockfile, where no version is named. */
      compatible: z.string().optional(),
    }),
  ),
  runtimes: detected(z.record(z.string(), z.string())),
  commands: z.object({
    install: command,
    build: command,
    typecheck: command,
    test: command,
    e2e: command,
    lint: command,
    bench: command,
  }),
  /** Brings the browsers that the tests run in; absent when they need none. */
  browsers: z.string().optional(),
  /** How to make each test runner write a report that can be read. */
  reporters: z.array(DetectedReporter),
  reports: z.object({ results: detected(z.array(z.string())), coverage: detected(z.array(z.string())) }),
  services: detected(z.array(z.string())),
  env: detected(z.array(z.string())),
  /** With `--verify` only: the commands that were run, in that order. */
  verified: z.array(VerifiedCommand).optional(),
});
export type DetectedUnit = z.infer<typeof DetectedUnit>;

/** `qitops detect`. */
export const DetectDocument = z.object({
  schemaVersion,
  units: z.array(DetectedUnit),
  /** `tests`: those of the jobs that run tests of a unit; `units`: the units whose tests they run. */
  workflows: z.array(
    z.object({
      path: z.string(),
      jobs: z.array(z.string()),
      tests: z.array(z.string()),
      units: z.array(z.string()).optional(),
    }),
  ),
});
export type DetectDocument = z.infer<typeof DetectDocument>;
