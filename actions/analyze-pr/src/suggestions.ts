import { readDocument } from '@qitops/action-kit';
import type { CommandContext } from '@qitops/commands';
import { messageOf, SuggestDocument } from '@qitops/model';

interface SuggestInputs {
  base: string;
  head: string;
  suggest: boolean;
  coverage: string[];
}

/**
 * What suggest-tests found in this job or, without it, what the engine finds now. The pull request is judged without
 * suggestions when there are none: their absence is a warning.
 */
export async function findSuggestions(
  context: CommandContext,
  inputs: SuggestInputs,
): Promise<SuggestDocument | null> {
  if (!inputs.suggest) return null;
  try {
    const made = await readDocument('suggest-tests', SuggestDocument);
    if (made) return made;
    const { suggestTests } = await import('@qitops/commands');
    const { base, head, coverage } = inputs;
    return await suggestTests(context, { base, head, coverage, out: null, provider: null });
  } catch (error) {
    context.log.warn(`No suggestions: ${messageOf(error)}`);
    return null;
  }
}
