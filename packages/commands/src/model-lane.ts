import { CAPS, estimateTokens, folderCache, modelSettings, openModel, spendText } from '@qitops/llm';
import { ModelRefusal, type SuggestDocument, type Suggestion } from '@qitops/model';
import { addedLines, type FileDiff } from '@qitops/repository';
import type { EngineRequest } from '@qitops/suggest';
import { suggestWithModel } from '@qitops/suggest/model';
import type { CommandContext } from './context.ts';

/** What asking a model came to. */
export interface Asked {
  suggestions: Suggestion[];
  omitted: SuggestDocument['omitted'];
  spend: SuggestDocument['spend'];
  model: NonNullable<SuggestDocument['model']>;
  notes: string[];
}

export interface ModelLane {
  ask(
    request: EngineRequest,
    engine: Pick<SuggestDocument, 'suggestions'>,
    files: readonly FileDiff[],
    prText: string,
  ): Promise<Asked>;
}

/**
 * The model's part of suggesting tests, by the provider's name and the variables beside it. A service that fails costs
 * a line; what the engine found stands.
 * @throws UserError when the settings cannot be right.
 */
export function modelLane(context: CommandContext, provider: string): ModelLane {
  const { cacheFolder, keyName, ...settings } = modelSettings(provider, context.env);
  return {
    async ask(request, engine, files, prText) {
      if (settings.key === '') return nothing(settings.model, `${keyName} is empty`, context);
      const cache = folderCache(cacheFolder, (line) => context.log.warn(line));
      try {
        const model = openModel({ ...settings, cache });
        const { suggestions, omitted, answers, refusal } = await suggestWithModel({
          ...request,
          complete: model.complete,
          estimateTokens,
          maxInputTokens: CAPS.inputTokensACall,
          maxOutputTokens: CAPS.outputTokensACall,
          prText,
          changedLines: new Map(files.map((file) => [file.path, new Set(addedLines(file))])),
          engine,
        });
        const { spend } = model;
        const line = `${model.description}: ${spendText(spend)}`;
        context.log.info(line);
        return {
          suggestions,
          omitted,
          spend: { ...spend, usd: spend.usd ?? 0 },
          model: { name: settings.model, answers, refusal },
          notes: [line, ...(refusal === null ? [] : [warned(refusal, context)])],
        };
      } catch (error) {
        if (error instanceof ModelRefusal) return nothing(settings.model, error.message, context);
        throw error;
      }
    },
  };
}

function nothing(name: string, refusal: string, context: CommandContext): Asked {
  return {
    suggestions: [],
    omitted: [],
    spend: { calls: 0, inputTokens: 0, outputTokens: 0, usd: 0 },
    model: { name, answers: 0, refusal },
    notes: [warned(refusal, context)],
  };
}

function warned(refusal: string, context: CommandContext): string {
  const line = `The model gave nothing, or not all; what the engine found stands: ${refusal}`;
  context.log.warn(line);
  return line;
}
