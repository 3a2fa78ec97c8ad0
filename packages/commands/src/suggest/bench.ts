import { type BenchDocument, SCHEMA_VERSION, type SuggestAnalysis, UserError } from '@qitops/model';
import type { CommandContext } from '../context.ts';
import { documentOf } from './analyse.ts';
import { type ChangeOptions, openChange } from './change.ts';
import { proposeSuggestions } from './propose.ts';

export interface BenchOptions extends ChangeOptions {
  /** `openai:<model>`, `anthropic:<model>` or a base URL. */
  provider: string | null;
  /** Most functions that are asked about: those with the most ways through them. */
  functions: number;
}

/**
 * Asks a model about functions of this repository that changed in a range of commits, proves what it proposes and
 * counts. It is held to the caps of every run, and asks anew each time. The figures are of this model, this repository
 * and this day: no more is claimed.
 */
export async function benchModel(
  context: CommandContext,
  { provider, functions: most, ...range }: BenchOptions,
): Promise<BenchDocument> {
  if (provider === null)
    throw new UserError({
      what: 'names no model',
      where: 'bench',
      remedy:
        'give --provider openai:<model>, anthropic:<model> or a base URL, and its key in the environment',
    });
  const change = await openChange(context, range);
  const executable = [...change.request.functions].sort((a, b) => b.branches - a.branches).slice(0, most);
  if (executable.length === 0)
    throw new UserError({
      what: change.notes[0] ?? 'no function changed between the two commits',
      where: `${change.base.slice(0, 7)}..${change.head.slice(0, 7)}`,
      remedy: 'give --base with an older commit, in a clean checkout of --head',
    });
  const { gatherMaterial, proveCases } = await import('@qitops/suggest/model');
  const request = { ...change.request, functions: executable, engine: { suggestions: [] } };
  const { materials, omitted } = await gatherMaterial({ ...request, changedLines: new Map() });
  const analysis: SuggestAnalysis = {
    schemaVersion: SCHEMA_VERSION,
    kind: 'analysis',
    base: change.base,
    head: change.head,
    suggested: documentOf(change, [], omitted),
    materials,
  };
  const proposal = await proposeSuggestions(context, { analysis, provider, prText: '', keep: false });
  const proven = await proveCases({ ...request, materials, cases: proposal.cases, edited: [] });
  const helped = new Set(
    proven.suggestions.map(({ target }) => JSON.stringify([target.path, target.function])),
  );
  const told = materials.flatMap(({ functions }) => functions);
  return {
    schemaVersion: SCHEMA_VERSION,
    model: proposal.model?.name ?? provider,
    base: change.base,
    head: change.head,
    functions: { found: executable.length, answered: proposal.model?.answers ?? 0, helped: helped.size },
    cases: {
      proposed: proposal.cases.length,
      permitted: proven.counts.permitted,
      passed: proven.counts.passed,
      proven: proven.suggestions.length,
    },
    mutants: { open: told.reduce((sum, { open }) => sum + open.length, 0), killed: proven.counts.killed },
    spend: proposal.spend,
    refusal: proposal.model?.refusal ?? null,
    omitted: [...omitted, ...proposal.omitted, ...proven.omitted],
  };
}

/** The figures for people. */
export function benchText({ model, functions, cases, mutants, spend, refusal }: BenchDocument): string {
  const share = (part: number, whole: number): string =>
    whole === 0 ? `${part} of 0` : `${part} of ${whole} (${Math.round((100 * part) / whole)} %)`;
  return [
    `model              ${model}`,
    `functions          ${functions.found}, answered about ${share(functions.answered, functions.found)}, helped ${share(functions.helped, functions.found)}`,
    `cases              ${cases.proposed}`,
    `  may run          ${share(cases.permitted, cases.proposed)}`,
    `  pass 5 of 5      ${share(cases.passed, cases.proposed)}`,
    `  proven           ${share(cases.proven, cases.proposed)}`,
    `mutants killed     ${share(mutants.killed, mutants.open)} that no existing test notices`,
    `spent              ${spend.calls} calls, ${spend.inputTokens} tokens in, ${spend.outputTokens} out, $${spend.usd.toFixed(4)} (0 where no price is set)`,
    ...(refusal === null ? [] : [`it gave nothing, or not all: ${refusal}`]),
    'These figures are of this model, this repository and this day.',
  ].join('\n');
}
