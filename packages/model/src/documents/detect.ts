import { z } from 'zod';
import { Evidence } from '../evidence.ts';
import { schemaVersion } from './read.ts';

/** A detected field: null, or a value with how sure we are and what says so. */
function detected<T extends z.ZodType>(value: T) {
  return z.object({ value, confidence: z.number().min(0).max(1), evidence: z.array(Evidence) }).nullable();
}

const command = detected(z.object({ run: z.string(), cwd: z.string() }));

export const DetectedUnit = z.object({
  path: z.string(),
  languages: detected(z.array(z.string())),
  frameworks: detected(z.array(z.string())),
  packageManager: detected(z.object({ name: z.string(), version: z.string().nullable() })),
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
  /** How to make each test runner write a report that can be read. */
  reporters: z.array(z.object({ runner: z.string(), howTo: z.string() })),
  reports: z.object({ results: detected(z.array(z.string())), coverage: detected(z.array(z.string())) }),
  services: detected(z.array(z.string())),
  env: detected(z.array(z.string())),
});
export type DetectedUnit = z.infer<typeof DetectedUnit>;

/** `qitops detect`. */
export const DetectDocument = z.object({
  schemaVersion,
  units: z.array(DetectedUnit),
  workflows: z.array(z.object({ path: z.string(), jobs: z.array(z.string()) })),
});
export type DetectDocument = z.infer<typeof DetectDocument>;
