import { z } from 'zod';

const gate = <T extends z.ZodType>(value: T) =>
  z.union([value, z.strictObject({ value, level: z.enum(['fail', 'warn']).default('fail') })]);

/** Gates of `qitops.yml`; a gate that is absent only reports (but see the defaults of analyze-pr). */
export const GatesConfig = z.strictObject({
  /** No failing tests at all. */
  tests: gate(z.boolean()).optional(),
  /** New failures allowed; default 0. */
  newFailures: gate(z.number().int().min(0)).optional(),
  /** Percent of coverable changed lines. */
  patchCoverage: gate(z.number().min(0).max(100)).optional(),
  /** Greatest allowed drop of project coverage, percentage points. */
  projectDrop: gate(z.number().min(0).max(100)).optional(),
  /** Greatest allowed count of unmeasured changed source files. */
  unmeasured: gate(z.number().int().min(0)).optional(),
  /** Greatest allowed count of tests that were flaky in this run. */
  flaky: gate(z.number().int().min(0)).optional(),
});
export type GatesConfig = z.infer<typeof GatesConfig>;

/** `qitops.yml`. Unknown keys are errors. */
export const Config = z.strictObject({
  version: z.literal(1).optional(),
  project: z.string().optional(),
  /** Globs of test result files. */
  results: z.array(z.string()).optional(),
  /** Globs of coverage files. */
  coverage: z.array(z.string()).optional(),
  /** Globs of sources left out of every coverage figure, listed nonetheless. */
  ignore: z.array(z.string()).optional(),
  gates: GatesConfig.optional(),
  /** Coverable lines under which a percentage gate is not judged. */
  minLines: z.number().int().min(0).optional(),
  report: z.strictObject({ title: z.string().optional() }).optional(),
});
export type Config = z.infer<typeof Config>;
