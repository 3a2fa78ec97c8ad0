import { matrixCells as cellsOf } from '@qitops/commands';
import { parse } from 'yaml';
import type { Triggers } from './triggers.ts';

export interface Step {
  id?: string;
  name?: string;
  if?: string | boolean;
  uses?: string;
  run?: string;
  with?: Record<string, string | number | boolean>;
  env?: Record<string, string | number | boolean>;
  shell?: string;
  'working-directory'?: string;
  'continue-on-error'?: boolean;
}

export interface Job {
  name?: string;
  if?: string | boolean;
  needs?: string | string[];
  permissions?: unknown;
  env?: Record<string, string | number | boolean>;
  outputs?: Record<string, string>;
  strategy?: { matrix?: Record<string, unknown> };
  steps: Step[];
}

export interface Workflow {
  name?: string;
  on?: Triggers;
  permissions?: unknown;
  env?: Record<string, string | number | boolean>;
  jobs: Record<string, Job>;
}

/** Reads the YAML of a workflow. Permissions are the caller's business: the token it gives. */
export function parseWorkflow(text: string): Workflow {
  const workflow = parse(text) as Workflow;
  for (const [id, job] of Object.entries(workflow.jobs)) {
    if (!Array.isArray(job.steps)) throw new Error(`job ${id} has no steps`);
  }
  return workflow;
}

export function needsOf(job: Job): string[] {
  return job.needs === undefined ? [] : [job.needs].flat();
}

/** Jobs in an order in which each comes after those that it needs. */
export function jobOrder(workflow: Workflow): string[] {
  const order: string[] = [];
  const visit = (id: string, path: string[]): void => {
    if (order.includes(id)) return;
    if (path.includes(id)) throw new Error(`jobs need each other: ${[...path, id].join(' → ')}`);
    const job = workflow.jobs[id];
    if (!job) throw new Error(`job ${path.at(-1)} needs ${id}, which is not there`);
    for (const needed of needsOf(job)) visit(needed, [...path, id]);
    order.push(id);
  };
  for (const id of Object.keys(workflow.jobs)) visit(id, []);
  return order;
}

/** The cells of a matrix; one null cell without a matrix. */
export function matrixCells(id: string, job: Job): (Record<string, unknown> | null)[] {
  const matrix = job.strategy?.matrix;
  if (!matrix) return [null];
  const cells = cellsOf(matrix);
  if (cells === null)
    throw new Error(`the matrix of ${id} is made by an expression: not known to the local runner`);
  return cells;
}
