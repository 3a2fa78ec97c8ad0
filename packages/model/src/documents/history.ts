import { z } from 'zod';
import { schemaVersion } from './read.ts';

/** `qitops history add|import|…`. */
export const HistoryDocument = z.object({
  schemaVersion,
  /** Runs in the store afterwards. */
  runs: z.number().int(),
  /** Tests in the store afterwards. */
  tests: z.number().int(),
  /** Runs that this call stored; for `export`, runs that it wrote to the file. */
  stored: z.number().int(),
  /** Documents that this call did not store, each with why. */
  skipped: z.array(z.object({ key: z.string(), reason: z.string() })),
  /** Why stored runs wait in the inbox, where readers see them, for the next writer to put them in their place. */
  waiting: z.string().optional(),
  /** `export`: where the runs were written. */
  file: z.string().optional(),
  /** `compact`: what was done. */
  compacted: z
    .object({
      /** Runs that went into the segment of their month: their durations are medians from now on. */
      folded: z.number().int(),
      /** Runs that retention dropped. */
      dropped: z.number().int(),
      /** Whether the store was rewritten without its past. */
      rewritten: z.boolean(),
      bytes: z.object({ before: z.number().int(), after: z.number().int() }),
    })
    .optional(),
  /** `forget`: what is gone. */
  forgotten: z
    .object({
      runs: z.number().int(),
      tests: z.number().int(),
      /** Runs that were written anew without the test or the author. */
      changed: z.number().int(),
    })
    .optional(),
});
export type HistoryDocument = z.infer<typeof HistoryDocument>;
