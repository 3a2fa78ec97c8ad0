import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { History } from '@qitops/history';
import { type DoctorFeature, evidence, messageOf } from '@qitops/model';
import type { WorkflowFile } from '@qitops/repository';
import type { CommandContext } from '../context.ts';
import { DEFAULT_REF, DEFAULT_STORE, openHistory } from '../history/store.ts';
import { ENOUGH_RUNS } from '../pull-request/what-is-known.ts';
import { lacks, ownSteps, unknown, works } from './feature.ts';
import { permitted } from './workflow-features.ts';

/** Whether a workflow keeps the history of the default branch. */
export function recordingFeature(workflows: readonly WorkflowFile[]): DoctorFeature {
  const id = 'history';
  const steps = ownSteps(workflows, 'flaky-detect');
  const recording = steps.filter(({ workflow, step }) => {
    const { push, schedule, workflow_dispatch, workflow_run } = workflow.on;
    return (
      step.with.record !== 'never' &&
      [push, schedule, workflow_dispatch, workflow_run].some((event) => event !== undefined)
    );
  });
  if (recording.length === 0)
    return lacks(
      id,
      'no workflow records the runs of the default branch',
      'run `qitops init`, or add qitops/flaky-detect to a workflow on `push`',
    );
  const cached = recording.filter(({ step }) => step.with.store === 'cache');
  if (cached.length > 0)
    return works(
      id,
      evidence('workflow', 'store: cache', { path: cached[0]!.step.path, line: cached[0]!.step.line }),
    );
  return permitted(id, recording, {
    scope: 'contents',
    remedy: 'give that job `contents: write`, or keep the history with `store: cache`',
  });
}

/** What the history that is on this machine holds. Nothing is fetched. */
export async function historyFeatures(
  context: CommandContext,
  store: string | null,
): Promise<DoctorFeature[]> {
  const where = store ?? (existsSync(resolve(context.cwd, DEFAULT_STORE)) ? DEFAULT_STORE : DEFAULT_REF);
  const remedy = 'fetch it: `git fetch origin refs/qitops/history:refs/qitops/history`, or give --store';
  try {
    const history = await openHistory(context, where, { offline: true });
    const { runs, skipped } = await history.view();
    const found = evidence('history', `${runs.length} runs in ${history.description}`);
    const damaged = skipped.map(({ key, reason }) => evidence('history', `${key}: ${reason}`));
    if (runs.length === 0)
      return ['runs', 'quarantine'].map((id) =>
        unknown(id, `there is no history at ${where}`, remedy, ...damaged),
      );
    const count =
      runs.length < ENOUGH_RUNS
        ? lacks(
            'runs',
            `${runs.length} of ${ENOUGH_RUNS} runs`,
            'let the default branch record more runs; flakiness is told from then on',
            found,
            ...damaged,
          )
        : works('runs', found, ...damaged);
    return [count, await quarantineFeature(history)];
  } catch (error) {
    return ['runs', 'quarantine'].map((id) => unknown(id, messageOf(error).split('\n')[0]!, remedy));
  }
}

async function quarantineFeature(history: History): Promise<DoctorFeature> {
  const { value, problem } = await history.quarantine();
  return problem
    ? lacks('quarantine', problem, 'mend quarantine.json in the history, or remove it')
    : works('quarantine', evidence('history', `${value.tests.length} tests in quarantine`));
}
