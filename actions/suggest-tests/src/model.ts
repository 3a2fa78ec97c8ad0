import type { SuggestDocument } from '@qitops/model';

/** Why the step fails when a model was required and none was spoken to; null = it does not. */
export function modelFailure(
  document: SuggestDocument,
  inputs: { provider: string | null; 'require-model': boolean },
): string | null {
  if (!inputs['require-model'] || document.spend.calls > 0) return null;
  const why = inputs.provider === null ? 'the input provider is empty' : `${inputs.provider} was not reached`;
  return `A model was required and none answered: ${why}.`;
}
