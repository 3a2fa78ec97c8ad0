import { z } from 'zod';

/** Where a piece of evidence can be looked at. */
export const EvidenceRef = z.union([
  z.object({ path: z.string(), line: z.number().int().positive().optional() }),
  z.object({ run: z.string() }),
  z.object({ url: z.string() }),
]);

/** One thing that a verdict, score or suggestion rests on, in words a reviewer can check. */
export const Evidence = z.object({
  kind: z.string(),
  ref: EvidenceRef.nullable(),
  text: z.string(),
  /** Share of the claim that rests on this, 0–1. */
  weight: z.number().optional(),
  /** True when a secret or personal datum was cut from `text`. */
  redacted: z.boolean(),
});
export type Evidence = z.infer<typeof Evidence>;

/** How sure we are of a value, and why. `coverage` (0–1) says how much evidence there was at all. */
export const Confidence = z.object({
  value: z.number().min(0).max(1),
  method: z.string(),
  evidence: z.array(Evidence),
  coverage: z.number().min(0).max(1).optional(),
});
export type Confidence = z.infer<typeof Confidence>;

/** Makes evidence without the two fields that nearly every caller leaves alone. */
export function evidence(kind: string, text: string, ref: Evidence['ref'] = null): Evidence {
  return { kind, ref, text, redacted: false };
}
