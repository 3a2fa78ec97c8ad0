import { z } from 'zod';

const gate = <T extends z.ZodType>(value: T) =>
  z.union([value, z.strictObject({ value, level: z.enum(['fail', 'warn']).default('fail') })]);

/** Gates of `qitops.yml`; a gate that is absent only reports (but see the defaults of analyze-pr). */
export const GatesConfig = z.strictObject({
  tests: gate(z.boolean()).optional().describe('No failing tests at all.'),
  newFailures: gate(z.number().int().min(0)).optional().describe('New failures allowed; default 0.'),
  patchCoverage: gate(z.number().min(0).max(100)).optional().describe('Percent of coverable changed lines.'),
  projectDrop: gate(z.number().min(0).max(100))
    .optional()
    .describe('Greatest allowed drop of project coverage, percentage points.'),
  unmeasured: gate(z.number().int().min(0))
    .optional()
    .describe('Greatest allowed count of unmeasured changed source files.'),
  flaky: gate(z.number().int().min(0))
    .optional()
    .describe('Greatest allowed count of tests that were flaky in this run.'),
  skippable: z
    .array(z.string())
    .optional()
    .describe('Needed jobs whose being skipped is fine; any other skipped one fails.'),
  risk: gate(z.enum(['low', 'medium']))
    .optional()
    .describe('Highest rank of risk that passes.'),
  evidence: gate(z.number().min(0).max(100))
    .optional()
    .describe('Least evidence there has to be, percent: results, coverage, base results and history.'),
});
export type GatesConfig = z.infer<typeof GatesConfig>;

/** Gates that a part of the repository can have of its own. */
export const ComponentGates = GatesConfig.pick({ patchCoverage: true, projectDrop: true, unmeasured: true });
export type ComponentGates = z.infer<typeof ComponentGates>;

/** A part of the repository with its own figures: what any of its paths, packages or owners takes in. */
export const ComponentConfig = z.strictObject({
  name: z.string().min(1),
  paths: z.array(z.string()).optional().describe('Globs.'),
  packages: z.array(z.string()).optional().describe('Names of workspace packages, or their folders.'),
  owners: z.array(z.string()).optional().describe('Owners as CODEOWNERS or `owners` names them.'),
  gates: ComponentGates.optional(),
  carryForward: z
    .boolean()
    .optional()
    .describe('Take the coverage of the nearest measured ancestor when this run measured nothing of it.'),
});
export type ComponentConfig = z.infer<typeof ComponentConfig>;

/** `qitops.yml`. Unknown keys are errors. */
export const Config = z.strictObject({
  version: z.literal(1).optional().describe('Version of this format.'),
  project: z.string().optional().describe('Name that keeps tests of several projects in one history apart.'),
  results: z.array(z.string()).optional().describe('Globs of test result files.'),
  coverage: z.array(z.string()).optional().describe('Globs of coverage files.'),
  ignore: z
    .array(z.string())
    .optional()
    .describe('Globs of sources left out of every coverage figure, listed nonetheless.'),
  gates: GatesConfig.optional().describe('What fails a pull request; read from its base commit.'),
  components: z
    .array(ComponentConfig)
    .optional()
    .describe('Parts of the repository with figures and gates of their own.'),
  owners: z
    .record(z.string(), z.array(z.string()))
    .optional()
    .describe('Owners by pattern, as in CODEOWNERS; they stand above that file.'),
  minLines: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe('Coverable lines under which a percentage gate is not judged.'),
  checkRun: z
    .boolean()
    .optional()
    .describe("Also make a check run on the pull request's head; it takes `checks: write`."),
  suggest: z
    .strictObject({
      write: z
        .array(z.string())
        .optional()
        .describe('Globs that accepted suggestions may write to, besides tests and `tests/qitops/`.'),
      author: z
        .string()
        .regex(/^[^<>\r\n]{1,80} <[^<>@\s]+@[^<>@\s]+>$/, 'write it as `Name <address>`')
        .optional()
        .describe('Author of commits of accepted suggestions, `Name <address>`.'),
      commands: z
        .boolean()
        .optional()
        .describe(
          'Offer boxes and `/qitops` commands: a workflow on `issue_comment` acts on them; default false.',
        ),
      authors: z.boolean().optional().describe('Keep the login of who decided; default false.'),
    })
    .optional()
    .describe('Accepting suggested tests; read from the default branch.'),
  report: z.strictObject({ title: z.string().optional() }).optional(),
});
export type Config = z.infer<typeof Config>;

/** Where editors find the schema of `qitops.yml`. */
export const CONFIG_SCHEMA_URL =
  'https://raw.githubusercontent.com/qitops/qitops/v1/packages/model/generated/qitops.schema.json';

/** The JSON Schema (draft 7) of `qitops.yml` as it is written: defaults may be left out. */
export function configJsonSchema(): object {
  return z.toJSONSchema(Config, { io: 'input', target: 'draft-7' });
}
