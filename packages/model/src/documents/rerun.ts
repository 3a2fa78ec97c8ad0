import { z } from 'zod';
import { TestRef } from '../run.ts';
import { schemaVersion } from './read.ts';

/** `qitops rerun`. */
export const RerunDocument = z.object({
  schemaVersion,
  /** Each test that was run again: how often it passed and failed then. */
  tests: z.array(
    TestRef.extend({
      why: z.enum(['failed', 'new']),
      passed: z.number().int(),
      failed: z.number().int(),
    }),
  ),
  /** Wall time of all reruns, ms. */
  durationMs: z.number(),
  /** Why nothing, or not everything, was run again. */
  notes: z.array(z.string()),
});
export type RerunDocument = z.infer<typeof RerunDocument>;
