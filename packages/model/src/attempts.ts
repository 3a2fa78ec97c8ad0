import { z } from 'zod';
import { TestStatus } from './results.ts';

/**
 * `qitops-attempts.json`: how tests went that were run again. It stands beside the reports it belongs to, and counts
 * for these very reports alone.
 */
export const AttemptsSidecar = z.object({
  v: z.literal(1),
  /** SHA-256 of each report, by path as messages show it. */
  reports: z.record(z.string(), z.string()),
  tests: z.array(
    z.object({
      id: z.string(),
      /** In order, after the one that the report has. */
      attempts: z.array(
        z.object({
          status: TestStatus,
          durationMs: z.number().nullable(),
          message: z.string().optional(),
        }),
      ),
    }),
  ),
});
export type AttemptsSidecar = z.infer<typeof AttemptsSidecar>;

export const ATTEMPTS_FILE = 'qitops-attempts.json';
