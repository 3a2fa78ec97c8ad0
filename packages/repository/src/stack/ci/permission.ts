import type { Permissions, WorkflowFile, WorkflowJob } from './workflow-file.ts';

/** The rights of a job's token as the file says them; null when neither the job nor the workflow says any. */
export function permissionsOfJob(workflow: WorkflowFile, job: WorkflowJob): Permissions | null {
  return job.permissions ?? workflow.permissions;
}

/**
 * Whether rights hold `scope` at `level`: what is not named is none, and writing includes reading. Null = the file
 * does not say, the repository's settings do.
 */
export function permits(
  permissions: Permissions | null,
  scope: string,
  level: 'read' | 'write',
): boolean | null {
  if (permissions === null) return null;
  const given = permissions[scope] ?? permissions.all ?? 'none';
  return given === 'write' || (level === 'read' && given === 'read');
}
