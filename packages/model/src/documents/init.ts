import { z } from 'zod';
import { schemaVersion } from './read.ts';

/** `qitops init`. */
export const InitDocument = z.object({
  schemaVersion,
  files: z.array(
    z.object({
      path: z.string(),
      /** `unchanged`: it stands there just so. */
      change: z.enum(['create', 'update', 'unchanged']),
      /** Unified; empty when unchanged. */
      diff: z.string(),
    }),
  ),
  /** False after a dry run or a refusal. */
  written: z.boolean(),
  /** Files that do nothing until they are on the default branch. */
  onDefaultBranch: z.array(z.string()),
  /** The pull request that offers the files; absent = none was asked for. */
  pullRequest: z.object({ url: z.string(), action: z.enum(['created', 'updated', 'unchanged']) }).optional(),
  /** What is left to do by hand. */
  notes: z.array(z.string()),
});
export type InitDocument = z.infer<typeof InitDocument>;
