import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  type HandingPhase,
  type SuggestAnalysis,
  type SuggestProposal,
  type SuggestProven,
  UserError,
} from '@qitops/model';
import type { CommandContext } from '../context.ts';
import { analyseSuggestions } from './analyse.ts';
import type { ChangeOptions } from './change.ts';
import { parsePhase } from './parcels.ts';
import { proposeSuggestions } from './propose.ts';
import { proveSuggestions } from './prove.ts';

export interface PhaseFilesOptions extends ChangeOptions {
  phase: HandingPhase;
  /** Files that the phases before wrote; null = not given. */
  analysis: string | null;
  proposal: string | null;
  provider: string | null;
  /** File with title and description of the pull request. */
  prText: string | null;
}

/** One phase by itself, its documents in files: what the jobs of the action do, on the command line. */
export async function suggestPhase(
  context: CommandContext,
  { phase, analysis, proposal, provider, prText, ...change }: PhaseFilesOptions,
): Promise<SuggestAnalysis | SuggestProposal | SuggestProven> {
  if (phase === 'analyse') return analyseSuggestions(context, { ...change, forModel: true });
  const analysed = await read(context, 'analyse', analysis, '--analysis');
  if (phase === 'propose') {
    if (provider === null)
      throw new UserError({ what: 'names no model', where: 'phase propose', remedy: 'give --provider' });
    const text = prText === null ? '' : await textOf(context, prText, 'write title and description there');
    return proposeSuggestions(context, { analysis: analysed, provider, prText: text });
  }
  const proposed = proposal === null ? null : await read(context, 'propose', proposal, '--proposal');
  const options = { ...change, analysis: analysed, proposal: proposed, edited: [] };
  return proveSuggestions(context, options);
}

async function read<P extends HandingPhase>(
  context: CommandContext,
  phase: P,
  path: string | null,
  option: string,
) {
  const remedy = `write it with \`qitops suggest-tests --phase ${phase} --json\` and give it with ${option}`;
  if (path === null) throw new UserError({ what: `the document of the phase ${phase} is not given`, remedy });
  return parsePhase(phase, await textOf(context, path, remedy), path);
}

async function textOf(context: CommandContext, path: string, remedy: string): Promise<string> {
  try {
    return await readFile(resolve(context.cwd, path), 'utf8');
  } catch {
    throw new UserError({ what: 'cannot be read', where: path, remedy });
  }
}
