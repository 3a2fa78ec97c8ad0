import { z } from 'zod';

/** How well scores foretold what became of merged changes. */
export const RiskCalibration = z.object({
  labelled: z.number().int(),
  bad: z.number().int(),
  /** Mean squared error of the probability, 0–1; the lower the better. */
  brier: z.number(),
  /** Chance that a bad change was scored above a good one; null when one kind is missing. */
  auc: z.number().nullable(),
  /** Changes by score, lowest first, in groups of equal size. */
  bins: z.array(z.object({ predicted: z.number(), observed: z.number(), count: z.number().int() })),
});
export type RiskCalibration = z.infer<typeof RiskCalibration>;

/** `risk.json` in the history: the risk model fitted to the repository. */
export const RiskFile = z.object({
  v: z.literal(1),
  /** Commit of the default branch that it was fitted at, and when (ISO 8601, UTC). */
  sha: z.string(),
  at: z.string(),
  model: z.object({
    intercept: z.number(),
    weights: z.record(z.string(), z.number()),
    labelled: z.number().int(),
  }),
  calibration: RiskCalibration,
});
export type RiskFile = z.infer<typeof RiskFile>;
