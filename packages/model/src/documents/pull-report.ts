import { z } from 'zod';
import { ForeignReport, newestForeignReports } from './foreign-report.ts';
import { BoundedSuggestions } from './suggest-phases.ts';

/**
 * What the run of a pull request found, left for the run of the default branch that keeps it in the history. The code
 * of the pull request ran beside whoever wrote it, so it is data like a {@link ForeignReport}.
 */
export const PullReport = ForeignReport.extend({
  kind: z.literal('pull'),
  /** Null = none were looked for. */
  suggestions: BoundedSuggestions.nullable(),
});
export type PullReport = z.infer<typeof PullReport>;

/** A point, so that it is no name of a shard. */
const NAME = /^qitops-pull-([A-Za-z0-9_-]+\.(?:0|[0-9a-f]{8}))-a([1-9]\d{0,8})$/;

/** The name under which it travels: `qitops-pull-<job>.<cell>-a<attempt>`. */
export function pullReportName(place: { job: string; cell: string; attempt: number }): string {
  return `qitops-pull-${place.job}.${place.cell}-a${place.attempt}`;
}

/** Of all names, the highest attempt of each job's report, whichever way it travels. */
export function newestPullReports(names: readonly string[]): string[] {
  const newest = new Map<string, number>();
  for (const name of names) {
    const [, place, attempt] = NAME.exec(name) ?? [];
    if (place) newest.set(place, Math.max(newest.get(place) ?? 0, Number(attempt)));
  }
  const own = [...newest].map(([place, attempt]) => `qitops-pull-${place}-a${attempt}`).sort();
  return [...own, ...newestForeignReports(names)];
}
