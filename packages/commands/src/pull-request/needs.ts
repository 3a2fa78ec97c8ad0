import { UserError } from '@qitops/model';

/** Results of the jobs that a job needs, from the JSON of the workflow's `needs` context; null when it is not given. */
export function parseNeeds(text: string | null): Map<string, string> | null {
  if (!text) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UserError({
      what: 'is not JSON',
      where: 'input needs',
      remedy: `write \`needs: \${{ toJSON(needs) }}\``,
    });
  }
  const jobs = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (jobs.length === 0) {
    // a gate that looks at nothing would be green whatever happened
    throw new UserError({
      what: 'names no job',
      where: 'input needs',
      remedy: 'give the job `needs: […]` and the input `toJSON(needs)`',
    });
  }
  const resultOf = (job: unknown): string =>
    String((job as { result?: unknown } | null)?.result ?? 'unknown');
  return new Map(jobs.map(([name, job]) => [name, resultOf(job)]));
}
