import { z } from 'zod';
import { TestRef } from '../run.ts';
import { schemaVersion } from './read.ts';

export const RankedTest = z.object({
  id: z.string(),
  suite: z.array(z.string()),
  name: z.string(),
  file: TestRef.shape.file,
  score: z.number(),
  reasons: z.array(z.string()),
  expectedMs: z.number().nullable(),
});
export type RankedTest = z.infer<typeof RankedTest>;

/** `qitops rank`. */
export const RankDocument = z.object({
  schemaVersion,
  tests: z.array(RankedTest),
  shards: z.array(z.array(z.string())).optional(),
  filters: z.record(z.string(), z.string()),
});
export type RankDocument = z.infer<typeof RankDocument>;
