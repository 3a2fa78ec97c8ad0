import { z } from 'zod';
import { schemaVersion } from './read.ts';

export const SuggestionEvidence = z.object({
  /** Mutants that it kills and no existing test does: `< → <= at L42`. */
  kills: z.array(z.string()),
  /** Branches nothing covered before: `src/price.ts:42 arm 1`. */
  branches: z.array(z.string()),
  /** Runs that passed, of five. */
  repeats: z.number().int(),
  durationMs: z.number(),
});
export type SuggestionEvidence = z.infer<typeof SuggestionEvidence>;

export const Suggestion = z.object({
  id: z.string(),
  /** A `test` ran and has evidence; a `question` ran on both sides; a `case` did not run and is never counted. */
  kind: z.enum(['test', 'question', 'case']),
  lane: z.enum(['harden', 'catch']),
  target: z.object({ path: z.string(), function: z.string(), line: z.number().int() }),
  title: z.string(),
  test: z.object({ path: z.string(), code: z.string() }).optional(),
  question: z.object({ input: z.string(), base: z.string(), head: z.string() }).optional(),
  case: z.object({ path: z.string(), yaml: z.string() }).optional(),
  evidence: SuggestionEvidence.optional(),
  /** `engine`, `model` or `person`: who wrote it. */
  author: z.string(),
  /** Whether a type check saw it; null = the project has none. */
  typeChecked: z.boolean().nullable(),
});
export type Suggestion = z.infer<typeof Suggestion>;

/** `qitops suggest-tests`. */
export const SuggestDocument = z.object({
  schemaVersion,
  functions: z.array(
    z.object({
      path: z.string(),
      name: z.string(),
      line: z.number().int(),
      complexity: z.number().int(),
      branches: z.number().int(),
      /** First 16 hex of the SHA-256 of its text at the head: a decision about it holds as long as this does. */
      hash: z
        .string()
        .regex(/^[0-9a-f]{16}$/)
        .optional(),
    }),
  ),
  suggestions: z.array(Suggestion),
  omitted: z.array(z.object({ path: z.string(), function: z.string(), reason: z.string() })),
  spend: z.object({
    calls: z.number().int(),
    inputTokens: z.number().int(),
    outputTokens: z.number().int(),
    /** 0 where the price is not known; a note says so. */
    usd: z.number(),
  }),
  /** The model that was asked; absent = none was. `refusal` = the first reason why it gave nothing. */
  model: z.object({ name: z.string(), answers: z.number().int(), refusal: z.string().nullable() }).optional(),
  notes: z.array(z.string()),
});
export type SuggestDocument = z.infer<typeof SuggestDocument>;
