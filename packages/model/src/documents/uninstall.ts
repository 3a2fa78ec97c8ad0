import { z } from 'zod';
import { schemaVersion } from './read.ts';

/** `qitops uninstall`. */
export const UninstallDocument = z.object({
  schemaVersion,
  /** Names of jobs that branch protection or a ruleset may require: to be taken out there first. */
  requiredChecks: z.array(z.string()),
  files: z.array(
    z.object({
      path: z.string(),
      change: z.enum(['delete', 'update']),
      /** Unified. */
      diff: z.string(),
    }),
  ),
  /** Refs of ours, here and at `origin`. */
  refs: z.array(z.string()),
  /** Where the history was written to before it goes; null = there is none, or nothing was removed. */
  exported: z.object({ file: z.string(), runs: z.number().int() }).nullable(),
  /** False after a dry run or a refusal. */
  removed: z.boolean(),
  /** What stays, and what is left to do by hand. */
  notes: z.array(z.string()),
});
export type UninstallDocument = z.infer<typeof UninstallDocument>;
