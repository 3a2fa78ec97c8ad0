import { ModelRefusal, SCHEMA_VERSION, type SuggestAnalysis, type SuggestProposal } from '@qitops/model';
import type { CommandContext } from '../context.ts';

export interface ProposeOptions {
  /** What the phase `analyse` left: data of a job that ran the change's code. */
  analysis: SuggestAnalysis;
  /** `openai:<model>`, `anthropic:<model>` or a base URL. */
  provider: string;
  /** Title and description of the pull request. */
  prText: string;
  /** Whether answers are kept and not asked for again; default true. */
  keep?: boolean;
}

/** Share of a call's tokens for its texts: the schema and a second turn need room too. */
const FOR_TEXTS = 0.6;

/**
 * Phase `propose`: asks the model for tests, by the provider's name and the variables beside it. It needs no checkout.
 * A service that fails, or a key that is not there, costs a line; what the engine found stands.
 * @throws UserError when the settings cannot be right.
 */
export async function proposeSuggestions(
  context: CommandContext,
  { analysis, provider, prText, keep = true }: ProposeOptions,
): Promise<SuggestProposal> {
  // nothing of the model's part is loaded before it is asked
  const [llm, { askModel }] = await Promise.all([import('@qitops/llm'), import('@qitops/suggest/model')]);
  const { CAPS, estimateTokens, folderCache, modelSettings, openModel, spendText } = llm;
  const { cacheFolder, keyName, ...settings } = modelSettings(provider, context.env);
  const nothing = (refusal: string): SuggestProposal => ({
    ...about(analysis),
    cases: [],
    omitted: [],
    spend: { calls: 0, inputTokens: 0, outputTokens: 0, usd: 0 },
    model: { name: settings.model, answers: 0, refusal },
    notes: [warned(refusal, context)],
  });
  if (settings.key === '') return nothing(`${keyName} is empty`);
  try {
    const model = openModel(settings);
    const { cases, omitted, answers, refusal } = await askModel({
      materials: analysis.materials,
      prText,
      complete: model.complete,
      cache: keep ? folderCache(cacheFolder, (line) => context.log.warn(line)) : null,
      model: `${settings.api} ${settings.baseUrl} ${settings.model}`,
      room: {
        estimateTokens,
        inputTokens: CAPS.inputTokensACall * FOR_TEXTS,
        outputTokens: CAPS.outputTokensACall,
        tokens: CAPS.tokens,
        calls: CAPS.calls,
      },
      log: context.log.info,
    });
    const { spend } = model;
    const line = `${model.description}: ${spendText(spend)}`;
    context.log.info(line);
    return {
      ...about(analysis),
      cases,
      omitted,
      spend: { ...spend, usd: spend.usd ?? 0 },
      model: { name: settings.model, answers, refusal },
      notes: refusal === null ? [] : [warned(refusal, context)],
    };
  } catch (error) {
    if (error instanceof ModelRefusal) return nothing(error.message);
    throw error;
  }
}

function about({ base, head }: SuggestAnalysis) {
  return { schemaVersion: SCHEMA_VERSION, kind: 'proposal', base, head } as const;
}

function warned(refusal: string, context: CommandContext): string {
  const line = `The model gave nothing, or not all; what the engine found stands: ${refusal}`;
  context.log.warn(line);
  return line;
}
