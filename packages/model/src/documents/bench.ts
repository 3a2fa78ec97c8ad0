import { z } from 'zod';
import { schemaVersion } from './read.ts';
import { SuggestDocument } from './suggest.ts';

const count = z.number().int().min(0);

/** `qitops bench`: what a model's proposals came to on some functions of one repository on one day. */
export const BenchDocument = z.object({
  schemaVersion,
  model: z.string(),
  base: z.string(),
  head: z.string(),
  functions: z.object({
    /** That changed in the range and can be run. */
    found: count,
    /** That the model answered about. */
    answered: count,
    /** That got at least one proven test. */
    helped: count,
  }),
  cases: z.object({
    proposed: count,
    /** Of them: those whose code may run. */
    permitted: count,
    /** Of them: those that type-check and pass five times of five. */
    passed: count,
    /** Of them: those that run a branch or notice a mutant that nothing else does. */
    proven: count,
  }),
  mutants: z.object({
    /** That no existing test notices. */
    open: count,
    /** Of them: those that a proven test notices. */
    killed: count,
  }),
  spend: SuggestDocument.shape.spend,
  /** The first reason why the model gave nothing; null = it always answered. */
  refusal: z.string().nullable(),
  omitted: SuggestDocument.shape.omitted,
});
export type BenchDocument = z.infer<typeof BenchDocument>;
