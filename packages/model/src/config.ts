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
  /** Needed jobs whose being skipped is fine; any other skipped one fails. */
  skippable: z.array(z.string()).optional(),
  /** Highest rank of risk that passes. */
  risk: gate(z.enum(['low', 'medium'])).optional(),
  /** Least evidence there has to be, percent: results, coverage, base results and history. */
  evidence: gate(z.number().min(0).max(100)).optional(),
});
export type GatesConfig = z.infer<typeof GatesConfig>;

/** Gates that a part of the repository can have of its own. */
export const ComponentGates = GatesConfig.pick({ patchCoverage: true, projectDrop: true, unmeasured: true });
export type ComponentGates = z.infer<typeof ComponentGates>;

/** A part of the repository with its own figures: what any of its paths, packages or owners takes in. */
export const ComponentConfig = z.strictObject({
  name: z.string().min(1),
  /** Globs. */
  paths: z.array(z.string()).optional(),
  /** Names of workspace packages, or their folders. */
  packages: z.array(z.string()).optional(),
  /** Owners as CODEOWNERS or `owners` names them. */
  owners: z.array(z.string()).optional(),
  gates: ComponentGates.optional(),
  /** Take the coverage of the nearest measured ancestor when this run measured nothing of it. */
  carryForward: z.boolean().optional(),
});
export type ComponentConfig = z.infer<typeof ComponentConfig>;

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
  components: z.array(ComponentConfig).optional(),
  /** Owners by pattern, as in CODEOWNERS; they stand above that file. */
  owners: z.record(z.string(), z.array(z.string())).optional(),
  /** Coverable lines under which a percentage gate is not judged. */
  minLines: z.number().int().min(0).optional(),
  /** Also make a check run on the pull request's head; it takes `checks: write`. */
  checkRun: z.boolean().optional(),
  report: z.strictObject({ title: z.string().optional() }).optional(),
});
export type Config = z.infer<typeof Config>;
