import type { JobResult } from '../runner/run-workflow.ts';

const messages = (job: JobResult, wanted: string): string[] =>
  job.annotations.filter(({ level }) => level === wanted).map(({ message }) => message);

export const errorsOf = (job: JobResult): string[] => messages(job, 'error');
export const warningsOf = (job: JobResult): string[] => messages(job, 'warning');

/** The sentences with which gates failed. */
export const gateSentences = (job: JobResult): string[] =>
  errorsOf(job).filter((message) => /^Gates? failed/.test(message));
