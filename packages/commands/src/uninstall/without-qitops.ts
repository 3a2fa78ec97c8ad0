import type { WorkflowFile, WorkflowJob, WorkflowStep } from '@qitops/repository';

/** A step of ours, however it is written: by release, by path in the monorepo, or locally. */
const OURS = /(^|\/)(qitops\/)?(actions\/)?(detect|analyze-pr|suggest-tests|flaky-detect|report)(@|$)/;
const OWNER = /(^|[/.])qitops\//;

/** Steps without which ours do nothing, and which do nothing without ours. */
const AROUND = /^actions\/(checkout|upload-artifact|download-artifact|upload-pages-artifact|deploy-pages)@/;

export interface Stripped {
  text: string;
  /** Ids of the jobs that went. */
  jobs: string[];
}

/** A workflow without our steps, and without jobs that do nothing else; null = none of it is ours. */
export function withoutQitops({ text, jobs }: WorkflowFile): Stripped | null {
  const lines = text.split(/\r?\n/);
  const gone = new Set<number>();
  const wholeJobs = jobs.filter(isOursAlone);
  for (const job of wholeJobs) {
    const from = withComments(lines, job.line);
    for (let line = from; line <= job.endLine; line++) gone.add(line);
    // the empty line before it
    if (lines[from - 2]?.trim() === '') gone.add(from - 1);
  }
  for (const step of jobs.filter((job) => !wholeJobs.includes(job)).flatMap(({ steps }) => steps))
    if (isOurs(step)) for (let line = step.line; line <= step.endLine; line++) gone.add(line);
  if (gone.size === 0) return null;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const kept = lines.filter((_, at) => !gone.has(at + 1));
  return { text: kept.join(eol), jobs: wholeJobs.map(({ id }) => id) };
}

function isOurs({ uses }: WorkflowStep): boolean {
  return uses !== null && OURS.test(uses) && OWNER.test(uses);
}

function isOursAlone({ steps }: WorkflowJob): boolean {
  return steps.some(isOurs) && steps.every((step) => isOurs(step) || AROUND.test(step.uses ?? ''));
}

/** The first line of the comments that stand right above a line. */
function withComments(lines: readonly string[], line: number): number {
  let first = line;
  while (/^\s*#/.test(lines[first - 2] ?? '')) first -= 1;
  return first;
}
