import { z } from 'zod';
import { Ratio } from '../coverage.ts';
import { schemaVersion } from './read.ts';

const lineNumbers = z.array(z.number().int().positive());
const uncounted = z.array(z.object({ path: z.string(), lineCount: z.number().int() }));

/** Patch coverage proper, as `analyze-pr` embeds it. */
export const PatchCoverage = z.object({
  base: z.string(),
  head: z.string(),
  /** The tree that the coverage was measured on. */
  measured: z.object({ sha: z.string(), tree: z.string().nullable() }),
  /** Nothing coverable changed: neither 0 % nor 100 %. */
  neutral: z.boolean(),
  lines: Ratio,
  /** `lowerBound`: at least one report gives counts only, so the union of arms may be larger. */
  branches: Ratio.extend({ lowerBound: z.boolean() }),
  files: z.array(
    z.object({ path: z.string(), covered: lineNumbers, missed: lineNumbers, partial: lineNumbers }),
  ),
  /** Changed source files in no report. */
  unmeasured: uncounted,
  generated: uncounted,
});
export type PatchCoverage = z.infer<typeof PatchCoverage>;

/** Patch coverage of a change in which nothing coverable was found. */
export function noPatchCoverage(
  of: Pick<PatchCoverage, 'base' | 'head' | 'measured'> = {
    base: '',
    head: '',
    measured: { sha: '', tree: null },
  },
): PatchCoverage {
  return {
    ...of,
    neutral: true,
    lines: { covered: 0, total: 0 },
    branches: { covered: 0, total: 0, lowerBound: false },
    files: [],
    unmeasured: [],
    generated: [],
  };
}

/** `qitops patch-coverage`. */
export const PatchCoverageDocument = PatchCoverage.extend({ schemaVersion });
export type PatchCoverageDocument = z.infer<typeof PatchCoverageDocument>;

/** `qitops-measured.json`, written beside reports when they are made. */
export const MeasuredSidecar = z.object({
  schemaVersion,
  sha: z.string(),
  tree: z.string().nullable(),
  parents: z.array(z.string()),
  cell: z.string(),
});
export type MeasuredSidecar = z.infer<typeof MeasuredSidecar>;
