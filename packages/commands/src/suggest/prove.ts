import {
  type EditedTest,
  SCHEMA_VERSION,
  type SuggestAnalysis,
  type Suggestion,
  type SuggestProposal,
  type SuggestProven,
  UserError,
} from '@qitops/model';
import type { CommandContext } from '../context.ts';
import { documentOf } from './analyse.ts';
import { type ChangeHere, type ChangeOptions, openChange } from './change.ts';

export interface ProveOptions extends ChangeOptions {
  analysis: SuggestAnalysis;
  /** Null = no model was asked. */
  proposal: SuggestProposal | null;
  /** Tests that people wrote in the place of suggested ones. */
  edited: readonly EditedTest[];
}

/** Phase `prove`: the gate on what a model or a person proposed. It runs the change's code and needs no secret. */
export async function proveSuggestions(
  context: CommandContext,
  { analysis, proposal, edited, ...options }: ProveOptions,
): Promise<SuggestProven> {
  if (proposal) sameChange('propose', proposal, analysis);
  const about = {
    schemaVersion: SCHEMA_VERSION,
    kind: 'proven',
    base: analysis.base,
    head: analysis.head,
  } as const;
  const { suggested } = analysis;
  const asked = {
    ...suggested,
    spend: proposal?.spend ?? suggested.spend,
    ...(proposal?.model ? { model: proposal.model } : {}),
    omitted: [...suggested.omitted, ...(proposal?.omitted ?? [])],
    notes: [...suggested.notes, ...(proposal?.notes ?? unasked(analysis))],
  };
  const cases = proposal?.cases ?? [];
  if (cases.length === 0 && edited.length === 0) return { ...about, suggested: asked };
  const change = await openChange(context, options);
  sameChange('analyse', analysis, change);
  const { proveCases, proveEdited } = await import('@qitops/suggest/model');
  const request = { ...change.request, engine: suggested, edited };
  const proven = await proveCases({ ...request, materials: analysis.materials, cases });
  const all = [...suggested.suggestions, ...proven.suggestions];
  const written =
    edited.length > 0 ? await proveEdited({ ...request, engine: { suggestions: all } }) : new Map();
  const suggestions = all.map((each): Suggestion => {
    const instead: Suggestion | string | undefined = written.get(each.id);
    return typeof instead === 'object' ? instead : each;
  });
  const refused = [...written].flatMap(([id, why]) =>
    typeof why === 'string' ? [refusal(id, why, all)] : [],
  );
  const { notes, spend, model, omitted } = asked;
  return {
    ...about,
    suggested: {
      ...documentOf({ ...change, notes }, suggestions, [...omitted, ...proven.omitted, ...refused]),
      spend,
      ...(model ? { model } : {}),
    },
  };
}

/** The line for a change that a model could have been asked about. */
function unasked({ materials }: SuggestAnalysis): string[] {
  return materials.length > 0
    ? ['No model was asked about this commit: what the engine found stands alone.']
    : [];
}

function refusal(
  id: string,
  why: string,
  all: readonly Suggestion[],
): { path: string; function: string; reason: string } {
  const { path, function: name } = all.find((each) => each.id === id)?.target ?? {
    path: 'tests',
    function: id,
  };
  return { path, function: name, reason: `the edited test is not shown: ${why}` };
}

/** @throws UserError when a document is about other commits than this job is. */
function sameChange(
  phase: string,
  document: { base: string; head: string },
  { head }: Pick<ChangeHere, 'head'>,
): void {
  if (document.head === head) return;
  throw new UserError({
    what: `is about ${document.head.slice(0, 7)}, not about ${head.slice(0, 7)}`,
    where: `the document of the phase ${phase}`,
    remedy: 'run all phases on one commit, in jobs of one run',
  });
}
