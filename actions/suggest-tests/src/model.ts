import type { SuggestDocument } from '@qitops/model';

/** Why the step fails when a model was required and gave nothing; null = it does not. */
export function modelFailure(
  { model, functions }: SuggestDocument,
  inputs: { provider: string | null; 'require-model': boolean },
): string | null {
  if (!inputs['require-model']) return null;
  if (inputs.provider === null) return 'A model was required and none answered: the input provider is empty.';
  // nothing changed that it could be asked about, or nothing was left to ask
  if (functions.length === 0 || !model?.refusal) return null;
  return `A model was required and did not answer: ${model.refusal}.`;
}
