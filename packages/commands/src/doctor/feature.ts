import { type DoctorFeature, type Evidence, evidence } from '@qitops/model';
import type { WorkflowFile, WorkflowJob, WorkflowStep } from '@qitops/repository';

/** A step of ours with the job and the workflow around it. */
export interface OwnStep {
  workflow: WorkflowFile;
  job: WorkflowJob;
  step: WorkflowStep;
}

export function works(id: string, ...found: (Evidence | null)[]): DoctorFeature {
  return { id, works: true, missing: null, remedy: null, evidence: found.filter((one) => one !== null) };
}

export function lacks(id: string, missing: string, remedy: string, ...found: Evidence[]): DoctorFeature {
  return { id, works: false, missing, remedy, evidence: found };
}

/** Files and history do not tell: GitHub, or another machine, would. */
export function unknown(id: string, missing: string, remedy: string, ...found: Evidence[]): DoctorFeature {
  return { id, works: null, missing: `not known from here: ${missing}`, remedy, evidence: found };
}

/** The steps that use one of our actions, however it is written: by release, by path in the monorepo, or locally. */
export function ownSteps(workflows: readonly WorkflowFile[], action: string): OwnStep[] {
  const pattern = new RegExp(`(^|/)${action}(@|$)`);
  return workflows.flatMap((workflow) =>
    workflow.jobs.flatMap((job) =>
      job.steps.filter(({ uses }) => pattern.test(uses ?? '')).map((step) => ({ workflow, job, step })),
    ),
  );
}

export function quoteStep({ step }: OwnStep): Evidence {
  return evidence('workflow', `uses: ${step.uses}`, { path: step.path, line: step.line });
}

/** Whether a condition of its own may leave a job out. */
export function mayBeLeftOut(job: WorkflowJob): boolean {
  return job.if !== null && !/^(\$\{\{\s*)?(always|!\s*cancelled)\(\)(\s*\}\})?$/.test(job.if);
}
