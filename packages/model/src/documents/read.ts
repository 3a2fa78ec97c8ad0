import { z } from 'zod';
import { Ratio } from '../coverage.ts';
import { FileStatus, ResultCounts, Verdict } from '../results.ts';

export const SCHEMA_VERSION = 1;
export const schemaVersion = z.literal(SCHEMA_VERSION);

/** One result file: what was read from it and, unless `ok`, why not all. */
export const ReadFile = ResultCounts.extend({
  path: z.string(),
  /** Format id of the registry; null when nothing recognised the content. */
  format: z.string().nullable(),
  status: FileStatus,
  message: z.string().optional(),
});
export type ReadFile = z.infer<typeof ReadFile>;

/** `qitops read`. */
export const ReadDocument = z.object({
  schemaVersion,
  files: z.array(ReadFile),
  /** Reports of the same run in another format, not read a second time. */
  passedOver: z.array(z.object({ path: z.string(), reason: z.string() })),
  totals: ResultCounts,
  verdict: Verdict,
});
export type ReadDocument = z.infer<typeof ReadDocument>;

export const CoverageFile = z.object({
  path: z.string(),
  format: z.string().nullable(),
  status: FileStatus,
  message: z.string().optional(),
  /** Source files in it. */
  sources: z.number().int(),
  lines: Ratio,
  branches: Ratio,
  functions: Ratio,
});
export type CoverageFile = z.infer<typeof CoverageFile>;

/** `qitops coverage`: totals are of the union, not the sum of the files. */
export const CoverageDocument = z.object({
  schemaVersion,
  files: z.array(CoverageFile),
  passedOver: z.array(z.object({ path: z.string(), reason: z.string() })),
  totals: z.object({ sources: z.number().int(), lines: Ratio, branches: Ratio, functions: Ratio }),
});
export type CoverageDocument = z.infer<typeof CoverageDocument>;
