import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { readCompositeSteps, readWorkflow, type WorkflowFile, type WorkflowStep } from './workflow-file.ts';

const WORKFLOW = /^\.github\/workflows\/[^/]+\.ya?ml$/;
/** Composite actions that use composite actions are followed this deep; GitHub's own limit is ten. */
const DEPTH = 3;

export function isWorkflow(path: string): boolean {
  return WORKFLOW.test(path);
}

/** The workflows among `files` with the steps of the local composite actions that they use in their place. */
export async function readWorkflows(root: string, files: readonly string[]): Promise<WorkflowFile[]> {
  const known = new Set(files);
  const actions = new Map<string, Promise<string | null>>();
  const textOf = (path: string): Promise<string | null> => {
    const text = actions.get(path) ?? readFile(join(root, path), 'utf8').catch(() => null);
    actions.set(path, text);
    return text;
  };
  const follow = async (steps: readonly WorkflowStep[], depth: number): Promise<WorkflowStep[]> => {
    const followed = await Promise.all(
      steps.map(async (step) => {
        const path = depth > 0 ? actionFile(step.uses, known) : null;
        const text = path && (await textOf(path));
        if (!text) return [step];
        const inner = readCompositeSteps(path, text, { directory: '.', given: step.with });
        return [step, ...(await follow(inner, depth - 1))];
      }),
    );
    return followed.flat();
  };
  const workflows = files.filter(isWorkflow).map(async (path) => {
    const workflow = readWorkflow(path, (await textOf(path)) ?? '');
    const jobs = workflow.jobs.map(async (job) => ({ ...job, steps: await follow(job.steps, DEPTH) }));
    return { ...workflow, jobs: await Promise.all(jobs) };
  });
  return Promise.all(workflows);
}

function actionFile(uses: string | null, files: ReadonlySet<string>): string | null {
  // `$/` is this repository at the commit that runs, and takes no checkout
  if (!uses || !/^[.$]\//.test(uses)) return null;
  const folder = posix.normalize(uses.slice(2));
  return [`${folder}/action.yml`, `${folder}/action.yaml`].find((path) => files.has(path)) ?? null;
}
