import type { ActionLog } from '@qitops/action-kit';
import type { SuggestDocument } from '@qitops/model';

/** The variable by which a team accepts that the model's key and the pull request's code share a job. */
const SHARED_JOB = 'QITOPS_MODEL_SHARED_JOB';

/**
 * The provider that may be asked here. This job runs code of the pull request, which could look for the key in the
 * processes around it: without the word of the team the key is not used.
 */
export function providerHere(
  provider: string | null,
  env: Readonly<Record<string, string | undefined>>,
  log: ActionLog,
): string | null {
  if (provider === null || env[SHARED_JOB] === 'true') return provider;
  log.warn(
    `No model was asked: its key and the code of the pull request would share this job. Fix: leave the input provider empty, ask it in a job of its own (phase: propose), or set ${SHARED_JOB}: true where everyone who may push is trusted with the key.`,
  );
  return null;
}

/** Why the step fails when a model was required and gave nothing; null = it does not. */
export function modelFailure(
  model: SuggestDocument['model'],
  { required }: { required: boolean },
): string | null {
  return required && model?.refusal ? `A model was required and did not answer: ${model.refusal}.` : null;
}
