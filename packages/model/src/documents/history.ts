import { z } from 'zod';
import { schemaVersion } from './read.ts';

/** `qitops history add|import|…`. */
export const HistoryDocument = z.object({
  schemaVersion,
  /** Runs in the store afterwards. */
  runs: z.number().int(),
  /** Tests in the store afterwards. */
  tests: z.number().int(),
  /** Runs that this call stored. */
  stored: z.number().int(),
  /** Documents that this call did not store, each with why. */
  skipped: z.array(z.object({ key: z.string(), reason: z.string() })),
});
export type HistoryDocument = z.infer<typeof HistoryDocument>;
