import { z } from 'zod';

/** Where test cases lie in a repository. */
export const CASE_FOLDER = 'tests/qitops';

/** Where editors find the schema of a test case. */
export const CASE_SCHEMA_URL =
  'https://raw.githubusercontent.com/qitops/qitops/v1/packages/model/generated/case.schema.json';

/** The first line of a case that qitops writes: editors check and complete the file by it. */
export const CASE_SCHEMA_LINE = `# yaml-language-server: $schema=${CASE_SCHEMA_URL}`;

export const CaseType = z.enum([
  'functional',
  'smoke',
  'regression',
  'bug',
  'unit',
  'integration',
  'api',
  'e2e',
  'accessibility',
  'performance',
  'security',
  'usability',
  'exploratory',
  'other',
]);
export type CaseType = z.infer<typeof CaseType>;

export const CasePriority = z.enum(['critical', 'high', 'medium', 'low']);
export type CasePriority = z.infer<typeof CasePriority>;

export const CaseSource = z.enum(['manual', 'suggested', 'imported']);
export type CaseSource = z.infer<typeof CaseSource>;

const Text = z.string().trim().min(1, 'must not be empty');

export const CaseStep = z.strictObject({
  action: Text.describe('What is done.'),
  expected: z.string().optional().describe('What should then be seen.'),
});
export type CaseStep = z.infer<typeof CaseStep>;

export const CaseCover = z.strictObject({
  path: Text.describe('File or folder in the repository, with `/`.'),
  symbol: Text.optional().describe('Function, method or class in it: `discount`, `Cart.add`.'),
});
export type CaseCover = z.infer<typeof CaseCover>;

/** One set of values that the case is done with. */
const CaseValues = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

/** A test case: one document of `tests/qitops/*.yaml`. Unknown keys are errors. */
export const TestCase = z.strictObject({
  id: z
    .string()
    .regex(
      /^[\p{L}\p{N}][\p{L}\p{N}._:-]*$/u,
      'must be letters, digits, `-`, `_`, `.` and `:`, without spaces',
    )
    .max(200)
    .describe('Stays the same for good; unique in the repository.'),
  title: Text.describe('What it checks, in a sentence.'),
  type: CaseType.optional().describe('What kind of test it is.'),
  priority: CasePriority.optional().describe('How much it matters.'),
  owner: Text.optional().describe('Who answers for it, as in CODEOWNERS: `@acme/shop`.'),
  preconditions: z
    .union([z.array(Text), Text.transform((one) => [one])])
    .optional()
    .describe('What has to hold before the first step.'),
  steps: z.array(CaseStep).optional().describe('What is done and what should then be seen.'),
  parameters: z
    .array(CaseValues)
    .optional()
    .describe('Sets of values that the case is done with, one a row.'),
  tags: z
    .array(Text)
    .optional()
    .describe('Words to find it by; `SHOP-12`, `#12` and `req:…` name the requirement that it checks.'),
  covers: z.array(CaseCover).optional().describe('The code that it is about.'),
  automatedBy: z
    .array(Text)
    .optional()
    .describe('Tests that do it: a test id, or `file > suite > name` as the report has them.'),
  source: CaseSource.optional().describe('Where it came from; without it a person wrote it.'),
});
export type TestCase = z.infer<typeof TestCase>;

/** The keys of a case in the order in which they are written. */
export const CASE_KEYS = Object.keys(TestCase.shape) as CaseKey[];
export type CaseKey = keyof TestCase;

/** The JSON Schema (draft 7) of a case file: one case or a list of them. */
export function caseJsonSchema(): object {
  const schema = z.toJSONSchema(z.union([TestCase, z.array(TestCase)]), {
    io: 'input',
    target: 'draft-7',
    reused: 'ref',
  });
  return schema;
}

/** A case as plain data in the order in which it is written; what is empty is left out. */
export function caseFields(one: TestCase): Record<string, unknown> {
  const kept = CASE_KEYS.filter((key) => {
    const value = one[key];
    return value !== undefined && !(Array.isArray(value) && value.length === 0);
  });
  return Object.fromEntries(kept.map((key) => [key, one[key]]));
}

const REQUIREMENT = /^(?:req:.+|[A-Z][A-Z0-9_]*-\d+|#\d+)$/;

/** The tags that name a requirement. */
export function requirementsOf({ tags = [] }: Pick<TestCase, 'tags'>): string[] {
  return tags.filter((tag) => REQUIREMENT.test(tag)).map((tag) => tag.replace(/^req:/, ''));
}

/**
 * A name for files and ids made of words: letters and digits of any script, joined by `-`, at most `most` characters
 * (cut between words). Empty when nothing of the text can stand in a name.
 */
export function slugOf(text: string, most = 80): string {
  const words = text
    .normalize('NFKD')
    .replace(/(\p{Script=Latin})\p{M}+/gu, '$1')
    .normalize('NFC')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1-$2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  let slug = '';
  for (const word of words) {
    const next = slug === '' ? word : `${slug}-${word}`;
    if (next.length > most) return slug || word.slice(0, most);
    slug = next;
  }
  return slug;
}
