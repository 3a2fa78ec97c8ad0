import { z } from 'zod';
import { AnalyzeDocument } from './analyze.ts';
import { schemaVersion } from './read.ts';

const sha = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);

/**
 * What the run of a pull request from outside found, for a run that may comment. Whoever opened the pull request can
 * write anything here: it is shown as data and believed in nothing.
 */
export const ForeignReport = z.strictObject({
  schemaVersion,
  kind: z.literal('analysis'),
  runId: z.string(),
  attempt: z.number().int().positive(),
  job: z.string(),
  analysis: AnalyzeDocument.extend({
    base: sha,
    head: sha,
    baseRun: z.object({ sha, key: z.string(), distance: z.number().int().min(0) }).nullable(),
  }).strict(),
});
export type ForeignReport = z.infer<typeof ForeignReport>;

const NAME = /^qitops-analysis-([A-Za-z0-9_-]+)-a([1-9]\d{0,8})$/;

/** The name under which a report travels: `qitops-analysis-<job>-a<attempt>`. */
export function foreignReportName({ job, attempt }: Pick<ForeignReport, 'job' | 'attempt'>): string {
  return `qitops-analysis-${job}-a${attempt}`;
}

/** Of all names, the highest attempt of each job's report. */
export function newestForeignReports(names: readonly string[]): string[] {
  const newest = new Map<string, number>();
  for (const name of names) {
    const [, job, attempt] = NAME.exec(name) ?? [];
    if (job) newest.set(job, Math.max(newest.get(job) ?? 0, Number(attempt)));
  }
  return [...newest].map(([job, attempt]) => foreignReportName({ job, attempt })).sort();
}
