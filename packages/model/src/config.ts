import { z } from 'zod';
import { NoticeKind } from './notice.ts';

const gate = <T extends z.ZodType>(value: T) =>
  z.union([value, z.strictObject({ value, level: z.enum(['fail', 'warn']).default('fail') })]);

/** Gates of `qitops.yml`; a gate that is absent only reports (but see the defaults of analyze-pr). */
export const GatesConfig = z.strictObject({
  tests: gate(z.boolean())
    .optional()
    .describe('No failing tests at all; false also passes reports in which no test ran, which else fail.'),
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

/** Name of an environment variable that holds a secret. */
const secretName = z
  .string()
  .regex(/^[A-Z_][A-Z0-9_]*$/, 'write the name of an environment variable, not the secret itself');
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write a time as `22:00`');

/** Where notices go, and which. */
export const NotificationConfig = z
  .strictObject({
    to: z.enum(['issue', 'slack', 'webhook']),
    on: z.array(NoticeKind).optional().describe('Kinds that are told; default all.'),
    url: secretName.optional().describe('Name of the environment variable with the URL; not for `issue`.'),
    secret: secretName.optional().describe('Name of the variable with the secret that signs a webhook.'),
    quiet: z
      .strictObject({
        from: clock,
        to: clock,
        timezone: z.string().optional().describe('Such as `Europe/Amsterdam`; default UTC.'),
        weekends: z.boolean().optional().describe('Quiet on Saturday and Sunday, all day.'),
      })
      .optional()
      .describe('Hours in which nothing is told; the next run after them tells it.'),
  })
  .refine(({ to, url }) => to === 'issue' || url !== undefined, {
    error: 'name the environment variable that holds the URL: `url: SLACK_WEBHOOK_URL`',
    path: ['url'],
  });
export type NotificationConfig = z.infer<typeof NotificationConfig>;

const httpsLink = z
  .url({ protocol: /^https$/, error: 'write an address that begins with https://' })
  .max(500);

/** A regular expression of RE2, which takes no longer for any text than in proportion to its length. */
const pattern = z.string().min(1).max(300);

/** Failures that a team sees as of one kind; all that is named has to hold. */
export const FailureCategory = z
  .strictObject({
    name: z.string().trim().min(1).max(60),
    message: pattern.optional().describe('Regular expression (RE2) that is found in the message.'),
    trace: pattern
      .optional()
      .describe('Regular expression (RE2) that is found in the trace, which only the newest run has.'),
    status: z
      .enum(['failed', 'errored'])
      .optional()
      .describe('A check that did not hold, or what was thrown.'),
  })
  .refine(({ message, trace, status }) => (message ?? trace ?? status) !== undefined, {
    error: 'say what its failures are known by: `message`, `trace` or `status`',
    path: ['name'],
  });
export type FailureCategory = z.infer<typeof FailureCategory>;

const labelName = z.string().regex(/^[\w.-]{1,60}$/, 'write the name of a label such as `issue` or `tms`');
const linkTemplate = z
  .string()
  .max(500)
  .regex(
    /^https:\/\/[\w.-]+(?::\d+)?\/[^\s{}]*\{\}[^\s{}]*$/,
    'write an https address with `{}` in its path for the value: `https://tracker.example.org/browse/{}`',
  );

/** The report site. */
export const ReportConfig = z.strictObject({
  title: z.string().optional(),
  accent: z
    .string()
    .max(60)
    .regex(
      /^(?:#[0-9a-f]{3}|#[0-9a-f]{6}|[a-z]{3,25}|(?:rgb|hsl|hwb|lab|lch|oklab|oklch)\([\d\s.,%/+-]+(?:deg)?[\d\s.,%/+-]*\))$/i,
      'write a CSS colour such as `#0b6e4f`, `teal` or `hsl(160 80% 24%)`',
    )
    .optional()
    .describe('Colour of links and marks, a CSS colour; made lighter or darker where it could not be read.'),
  logo: z
    .string()
    .regex(
      /^(?![/\\])(?!.*(?:^|[/\\])\.\.(?:[/\\]|$))(?!.*:).+$/,
      'write the path of a file of this repository such as `docs/logo.png`',
    )
    .optional()
    .describe('Path of a PNG, JPEG, GIF or WebP picture of at most 100 KB, shown before the title.'),
  links: z
    .array(z.strictObject({ title: z.string().trim().min(1).max(60), url: httpsLink }))
    .max(8)
    .optional()
    .describe('Links at the foot of every page, https only.'),
  categories: z
    .array(FailureCategory)
    .max(20)
    .optional()
    .describe('Kinds of failures of your own; a failure is of the first whose every condition holds.'),
  labelLinks: z
    .record(labelName, linkTemplate, {
      error: ({ code }) =>
        code === 'invalid_key' ? 'write the name of a label such as `issue` or `tms`' : undefined,
    })
    .optional()
    .describe('Where labels such as `issue` lead, by name: an https address with `{}` for the value.'),
  coverageDrop: z
    .number()
    .min(0)
    .max(100)
    .optional()
    .describe('Percentage points of fallen project coverage that are worth a notice; default 1.'),
  private: z
    .enum(['refuse', 'publish'])
    .optional()
    .describe(
      'Whether the site of a private repository may be published where everyone can read it; default refuse.',
    ),
  dashboard: z
    .enum(['issue'])
    .optional()
    .describe('Keep one issue that says what the overview says; for repositories without Pages.'),
});
export type ReportConfig = z.infer<typeof ReportConfig>;

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
  report: ReportConfig.optional().describe('The report site; read from the default branch.'),
  notifications: z
    .array(NotificationConfig)
    .optional()
    .describe('Who is told of new failures, flaky tests and fallen coverage of the default branch.'),
});
export type Config = z.infer<typeof Config>;

/** Where editors find the schema of `qitops.yml`. */
export const CONFIG_SCHEMA_URL =
  'https://raw.githubusercontent.com/qitops/qitops/v1/packages/model/generated/qitops.schema.json';

/** The JSON Schema (draft 7) of `qitops.yml` as it is written: defaults may be left out. */
export function configJsonSchema(): object {
  return z.toJSONSchema(Config, { io: 'input', target: 'draft-7' });
}
