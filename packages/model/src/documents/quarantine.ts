import { z } from 'zod';
import { TestRef } from '../run.ts';

/** A flaky test that may fail for a while without failing the gate. */
export const QuarantineEntry = TestRef.extend({
  framework: z.string().default(''),
  /** Who answers for it: a name of CODEOWNERS, or `@unowned`. */
  owner: z.string(),
  /** What it rests on, in words. */
  reason: z.string(),
  /** ISO 8601, UTC. */
  since: z.string(),
  expires: z.string(),
  /** `auto` entries come and go with the evidence; `manual` ones stay until they expire. */
  by: z.enum(['auto', 'manual']).default('auto'),
});
export type QuarantineEntry = z.infer<typeof QuarantineEntry>;

/** `quarantine.json` in the history. */
export const Quarantine = z.object({ v: z.literal(1), tests: z.array(QuarantineEntry) });
export type Quarantine = z.infer<typeof Quarantine>;

/** Why an entry holds no more. */
export const LapsedEntry = QuarantineEntry.extend({
  why: z.enum(['expired', 'looks broken', 'fixed', 'gone']),
});
export type LapsedEntry = z.infer<typeof LapsedEntry>;
