import { z } from 'zod';
import { Evidence } from '../evidence.ts';
import { TestRef } from '../run.ts';
import { LapsedEntry, QuarantineEntry } from './quarantine.ts';
import { schemaVersion } from './read.ts';

/** The first that holds: quarantined > flaky > broken > suspected > fixed > healthy; `new` if none of the first three. */
export const FlakyState = z.enum(['quarantined', 'flaky', 'broken', 'suspected', 'fixed', 'healthy', 'new']);
export type FlakyState = z.infer<typeof FlakyState>;

export const FlakyTest = TestRef.extend({
  state: FlakyState,
  /** Probability that the test is flaky, 0–1. */
  probability: z.number(),
  /** Failures per attempt on unchanged code, posterior mean. */
  rate: z.number(),
  /** 90 % credible interval of `rate`. */
  interval: z.tuple([z.number(), z.number()]),
  /** Probability that the code under it is broken on the default branch now. */
  broken: z.number().optional(),
  runs: z.number().int(),
  failures: z.number().int(),
  renamedFrom: z.string().optional(),
  cluster: z.string().optional(),
  /** Who owns its file, by `qitops.yml` and CODEOWNERS. */
  owner: z.string().optional(),
  evidence: z.array(Evidence),
});
export type FlakyTest = z.infer<typeof FlakyTest>;

export const FailureCause = z.enum(['flake', 'regression', 'infrastructure']);
export type FailureCause = z.infer<typeof FailureCause>;

/** Why a first attempt failed; `run` = position by (start, buildId, attempt). */
export const TriagedFailure = z.object({
  run: z.number().int(),
  suite: z.array(z.string()),
  name: z.string(),
  cause: FailureCause,
  confidence: z.number(),
});
export type TriagedFailure = z.infer<typeof TriagedFailure>;

/** `qitops flaky-detect`. */
export const FlakyDocument = z.object({
  schemaVersion,
  runs: z.number().int(),
  tests: z.array(FlakyTest),
  triage: z.array(TriagedFailure).optional(),
  quarantine: z
    .object({
      /** Entries that hold now. */
      active: z.array(QuarantineEntry),
      /** Entries that hold no more, with why. */
      lapsed: z.array(LapsedEntry),
      /** What makes each runner leave the active ones out: arguments, or the lines of a file. */
      skip: z.record(z.string(), z.string()),
      /** Why there is no quarantine, when it could not be read. */
      problem: z.string().optional(),
    })
    .optional(),
});
export type FlakyDocument = z.infer<typeof FlakyDocument>;
