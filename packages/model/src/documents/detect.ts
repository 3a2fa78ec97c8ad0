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

/** A container that the repository's own CI starts beside the tests, as it starts it. */
export const ServiceContainer = z.object({
  /** The name that the CI gives it. */
  name: z.string(),
  image: z.string(),
  /** As GitHub writes them: `5432:5432`. */
  ports: z.array(z.string()),
  /** Those whose value stands in the file; no secret is among them. */
  env: z.record(z.string(), z.string()),
  /** Names of those whose value is a secret of the repository. */
  secrets: z.array(z.string()),
  /** Options of `docker create`, with a health check where one is known. */
  options: z.string().nullable(),
  /** The file that says so. */
  from: z.string(),
});
export type ServiceContainer = z.infer<typeof ServiceContainer>;

/** Variables that the repository's own CI gives the tests. */
export const CiVariables = z.object({
  /** Those whose value stands in the file. */
  values: z.record(z.string(), z.string()),
  /** Names of those whose value is a secret of the repository, or is made while the CI runs. */
  secrets: z.array(z.string()),
  /** The file that says so. */
  from: z.string(),
});
export type CiVariables = z.infer<typeof CiVariables>;

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
  /** File in the unit's folder that shows what a `.env` holds, where none is kept; absent = there is none. */
  exampleEnv: z.string().optional(),
  /** Readies what the tests use, a database above all, in the folder of their command; absent when nothing does. */
  prepares: z.string().optional(),
  /** Whether the script of the tests builds what it needs; absent = it does not. */
  buildsItself: z.boolean().optional(),
  /** Whether there are test files where the runner looks for them; absent = there are, or it is not known. */
  withoutTests: z.boolean().optional(),
  /** How to make each test runner write a report that can be read. */
  reporters: z.array(DetectedReporter),
  reports: z.object({ results: detected(z.array(z.string())), coverage: detected(z.array(z.string())) }),
  /** Reports that the unit's own commands write where they are not looked for by themselves; absent = none. */
  unusualReports: z.object({ results: z.array(z.string()), coverage: z.array(z.string()) }).optional(),
  services: detected(z.array(z.string())),
  env: detected(z.array(z.string())),
  /** What the CI starts and sets for the tests, to be written again elsewhere; absent when it does neither. */
  containers: z.array(ServiceContainer).optional(),
  variables: CiVariables.optional(),
  /** With `--verify` only: the commands that were run, in that order. */
  verified: z.array(VerifiedCommand).optional(),
});
export type DetectedUnit = z.infer<typeof DetectedUnit>;

export const ReportingLine = z.object({
  /** Line of the workflow, and the id of its job. */
  line: z.number().int().positive(),
  job: z.string(),
  /** Path of the unit, and what runs its tests. */
  unit: z.string(),
  runner: z.string(),
  /** The command on that line, and the one to write in its place, which may be the same. */
  run: z.string(),
  command: z.string(),
  /** Variables that its step has to have besides; absent = none. */
  env: z.record(z.string(), z.string()).optional(),
});
export type ReportingLine = z.infer<typeof ReportingLine>;

/** `qitops detect`. */
export const DetectDocument = z.object({
  schemaVersion,
  units: z.array(DetectedUnit),
  /**
   * `tests`: those of the jobs that run tests of a unit; `units`: the units whose tests they run; `reporting`: the lines
   * that run tests and write no results, with the command that does the same and writes them.
   */
  workflows: z.array(
    z.object({
      path: z.string(),
      jobs: z.array(z.string()),
      tests: z.array(z.string()),
      units: z.array(z.string()).optional(),
      reporting: z.array(ReportingLine).optional(),
    }),
  ),
});
export type DetectDocument = z.infer<typeof DetectDocument>;
