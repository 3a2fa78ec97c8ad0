import { type Contexts, holds, interpolate, type JobStatus } from './expression.ts';
import { type Annotation, JobLog } from './log.ts';
import { type RunningJob, runPost, runStep } from './step.ts';
import { type RunRequest, type Surroundings, surround } from './surroundings.ts';
import { isTriggered } from './triggers.ts';
import {
  type Job,
  jobOrder,
  matrixCells,
  needsOf,
  parseWorkflow,
  type Step,
  type Workflow,
} from './workflow.ts';

export type Conclusion = 'success' | 'failure' | 'cancelled' | 'skipped';

export interface StepResult {
  name: string;
  /** Before `continue-on-error`. */
  outcome: Conclusion;
  conclusion: Conclusion;
  outputs: Record<string, string>;
}

export interface JobResult {
  conclusion: Conclusion;
  steps: StepResult[];
  outputs: Record<string, string>;
  /** Markdown of all steps. */
  summary: string;
  /** What was printed, masked. */
  log: string;
  annotations: Annotation[];
  surroundings: Surroundings | null;
}

/** Jobs by id; those of a matrix as `id (1)`, `id (2)`, … */
export interface WorkflowResult {
  jobs: Record<string, JobResult>;
}

/** Runs a workflow's jobs one after another, as far as the local runner understands it; none if it is not started. */
export async function runWorkflow(request: RunRequest): Promise<WorkflowResult> {
  const workflow = parseWorkflow(request.workflow);
  const { changed, event } = request;
  if (changed && !isTriggered(workflow.on ?? [], event, changed)) return { jobs: {} };
  const jobs: Record<string, JobResult> = {};
  const ranAgain = new Set<string>();
  const ended: Record<string, { result: Conclusion; outputs: Record<string, string> }> = {};
  for (const id of jobOrder(workflow)) {
    const job = workflow.jobs[id]!;
    const needs = Object.fromEntries(needsOf(job).map((name) => [name, ended[name]!]));
    const again = needsOf(job).some((name) => ranAgain.has(name));
    const cells = matrixCells(id, job);
    const results: JobResult[] = [];
    for (const [index, cell] of cells.entries()) {
      const name = cells.length > 1 ? `${id} (${index + 1})` : id;
      const before = again ? undefined : request.previous?.jobs[name];
      const kept = before?.conclusion === 'success' ? before : null;
      if (!kept) ranAgain.add(id);
      jobs[name] = kept ?? (await runJob(request, workflow, id, job, { cell, needs }));
      results.push(jobs[name]);
    }
    ended[id] = {
      result: worst(results.map(({ conclusion }) => conclusion)),
      outputs: results.at(-1)!.outputs,
    };
  }
  return { jobs };
}

function worst(conclusions: Conclusion[]): Conclusion {
  if (conclusions.includes('failure')) return 'failure';
  if (conclusions.includes('cancelled')) return 'cancelled';
  return conclusions.every((one) => one === 'skipped') ? 'skipped' : 'success';
}

interface Place {
  cell: Record<string, unknown> | null;
  needs: Record<string, { result: Conclusion; outputs: Record<string, string> }>;
}

async function runJob(
  request: RunRequest,
  workflow: Workflow,
  id: string,
  definition: Job,
  place: Place,
): Promise<JobResult> {
  const { cell, needs } = place;
  const { github } = request;
  const permissions = definition.permissions ?? workflow.permissions;
  const token = github.tokenOf?.(id, permissions) ?? github.token;
  const own: RunRequest = { ...request, github: { ...github, token } };
  const surroundings = surround(own, workflow.name ?? '', id, cell);
  const contexts: Contexts = { ...surroundings.contexts, needs };
  const before: JobStatus = Object.values(needs).every(({ result }) => result === 'success')
    ? 'success'
    : 'failure';
  if (request.cancelled?.includes(id)) return notRun('cancelled');
  if (!holds(definition.if, contexts, before)) return notRun('skipped');
  const job: RunningJob = {
    request: own,
    surroundings,
    log: new JobLog(),
    env: {},
    path: [],
    summary: '',
    posts: [],
  };
  job.log.masks.add(token);
  for (const [name, value] of Object.entries({ ...workflow.env, ...definition.env })) {
    job.env[name] = interpolate(String(value), contexts);
  }
  return runSteps(job, definition, contexts);
}

function notRun(conclusion: Conclusion): JobResult {
  return {
    conclusion,
    steps: [],
    outputs: {},
    summary: '',
    log: '',
    annotations: [],
    surroundings: null,
  };
}

async function runSteps(job: RunningJob, definition: Job, start: Contexts): Promise<JobResult> {
  const steps: StepResult[] = [];
  const byId: Record<string, unknown> = {};
  let status: JobStatus = 'success';
  const contexts = (): Contexts => ({ ...start, env: job.env, steps: byId, job: { status } });
  for (const [index, step] of definition.steps.entries()) {
    const result = await oneStep(job, step, `${index}-${step.id ?? 'step'}`, contexts(), status);
    steps.push(result);
    if (result.conclusion === 'failure') status = 'failure';
    if (step.id)
      byId[step.id] = { outputs: result.outputs, outcome: result.outcome, conclusion: result.conclusion };
  }
  for (const post of [...job.posts].reverse()) {
    if (!holds(post.manifest.postIf, contexts(), status)) continue;
    const { code, outputs } = await runPost(job, post);
    const outcome: Conclusion = code === 0 ? 'success' : 'failure';
    steps.push({ name: `Post ${nameOf(post.step)}`, outcome, conclusion: outcome, outputs });
    if (code !== 0) status = 'failure';
  }
  const outputs = Object.entries(definition.outputs ?? {}).map(([name, text]) => [
    name,
    interpolate(text, contexts()),
  ]);
  return {
    conclusion: status === 'success' ? 'success' : 'failure',
    steps,
    outputs: Object.fromEntries(outputs),
    summary: job.summary,
    log: job.log.text,
    annotations: job.log.annotations,
    surroundings: job.surroundings,
  };
}

async function oneStep(
  job: RunningJob,
  step: Step,
  key: string,
  contexts: Contexts,
  status: JobStatus,
): Promise<StepResult> {
  const name = nameOf(step);
  if (!holds(step.if, contexts, status))
    return { name, outcome: 'skipped', conclusion: 'skipped', outputs: {} };
  job.log.note(`Run ${name}`);
  const { code, outputs } = await runStep(job, step, key, contexts);
  const outcome: Conclusion = code === 0 ? 'success' : 'failure';
  return { name, outcome, conclusion: step['continue-on-error'] ? 'success' : outcome, outputs };
}

function nameOf(step: Step): string {
  return step.name ?? step.uses ?? step.run?.split('\n')[0] ?? 'step';
}
