import { z } from 'zod';

/** Where decisions about suggested tests are kept in the user's repository. */
export const DECISIONS_PATH = 'tests/qitops/.decisions.yaml';

/** What a person decided about a suggestion. */
export const Decision = z.strictObject({
  /** Id of the suggestion. */
  id: z.string().regex(/^[0-9a-f]{16}$/),
  decision: z.enum(['accepted', 'rejected']),
  path: z.string().max(500),
  function: z.string().max(300),
  /** Hash of the function's text then: a rejection holds as long as the function is unchanged. */
  hash: z.string().regex(/^[0-9a-f]{16}$/),
  title: z.string().max(400),
  reason: z.string().max(500).optional(),
  /** Day, `2026-01-31`. */
  at: z.string().regex(/^\d{4}-\d\d-\d\d$/),
  /** Login; only where the configuration says `suggest.authors: true`. */
  by: z.string().max(100).optional(),
});
export type Decision = z.infer<typeof Decision>;

/** `tests/qitops/.decisions.yaml`. */
export const Decisions = z.strictObject({
  version: z.literal(1),
  decisions: z.array(Decision).max(10_000),
});
export type Decisions = z.infer<typeof Decisions>;
