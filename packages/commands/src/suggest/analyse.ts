import { SCHEMA_VERSION, type SuggestAnalysis, type SuggestDocument, type Suggestion } from '@qitops/model';
import { rejectionOf } from '@qitops/proposal';
import { addedLines } from '@qitops/repository';
import { suggestWithEngine } from '@qitops/suggest';
import type { CommandContext } from '../context.ts';
import { type ChangeHere, type ChangeOptions, openChange } from './change.ts';

export interface AnalyseOptions extends ChangeOptions {
  /** Whether to gather what a model needs to know. */
  forModel: boolean;
}

/** Phase `analyse`: runs the engine on the change, and gathers what a model would be told. It needs no secret. */
export async function analyseSuggestions(
  context: CommandContext,
  { forModel, ...options }: AnalyseOptions,
): Promise<SuggestAnalysis> {
  const change = await openChange(context, options);
  const { request, files, base, head } = change;
  const engine = await suggestWithEngine(request);
  const gathered = forModel
    ? await (await import('@qitops/suggest/model')).gatherMaterial({
        ...request,
        changedLines: new Map(files.map((file) => [file.path, new Set(addedLines(file))])),
        engine,
      })
    : { materials: [], omitted: [] };
  return {
    schemaVersion: SCHEMA_VERSION,
    kind: 'analysis',
    base,
    head,
    suggested: documentOf(change, engine.suggestions, [...engine.omitted, ...gathered.omitted]),
    materials: gathered.materials,
  };
}

/** The document of a change; what people rejected of it is left out and listed. */
export function documentOf(
  { functions, decisions, notes }: Pick<ChangeHere, 'functions' | 'decisions' | 'notes'>,
  suggestions: readonly Suggestion[],
  omitted: SuggestDocument['omitted'],
): SuggestDocument {
  const rejected = suggestions.filter((each) => {
    const fn = functions.find(({ path, name }) => path === each.target.path && name === each.target.function);
    return rejectionOf(decisions, each, fn?.hash) !== null;
  });
  return {
    schemaVersion: SCHEMA_VERSION,
    functions,
    suggestions: inOrder(suggestions.filter((each) => !rejected.includes(each))),
    omitted: [
      ...omitted,
      ...rejected.map(({ target: { path, function: name }, title }) => ({
        path,
        function: name,
        reason: `${JSON.stringify(title)} was rejected, and the function is as it was then`,
      })),
    ],
    spend: { calls: 0, inputTokens: 0, outputTokens: 0, usd: 0 },
    notes,
  };
}

/** Tests first, and each kind in the order it was found. */
function inOrder(suggestions: readonly Suggestion[]): Suggestion[] {
  return [
    ...suggestions.filter(({ kind }) => kind === 'test'),
    ...suggestions.filter(({ kind }) => kind !== 'test'),
  ];
}
