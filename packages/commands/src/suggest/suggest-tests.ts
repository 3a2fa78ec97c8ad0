import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { SuggestDocument } from '@qitops/model';
import type { CommandContext } from '../context.ts';
import { analyseSuggestions } from './analyse.ts';
import type { ChangeOptions } from './change.ts';
import { proposeSuggestions } from './propose.ts';
import { proveSuggestions } from './prove.ts';

export interface SuggestTestsOptions extends ChangeOptions {
  /** Folder that the suggested test files are written to; null = only in the document. */
  out: string | null;
  /** `openai:<model>`, `anthropic:<model>` or a base URL; null = the engine alone. */
  provider: string | null;
  /** Title and description of the pull request, for the model. */
  prText?: string | undefined;
}

/** Tests for what the pull request changed, each proven before it is shown: all phases in this process. */
export async function suggestTests(
  context: CommandContext,
  { provider, prText = '', out, ...change }: SuggestTestsOptions,
): Promise<SuggestDocument> {
  const analysis = await analyseSuggestions(context, { ...change, forModel: provider !== null });
  let suggested: SuggestDocument = analysis.suggested;
  if (provider) {
    const proposal = await proposeSuggestions(context, { analysis, provider, prText });
    suggested = (await proveSuggestions(context, { ...change, analysis, proposal, edited: [] })).suggested;
  }
  if (out) await writeSuggestions(resolve(context.cwd, out), suggested);
  return suggested;
}

/** Writes the suggested test files below a folder. */
export async function writeSuggestions(folder: string, { suggestions }: SuggestDocument): Promise<void> {
  for (const { test } of suggestions) {
    if (!test) continue;
    const path = join(folder, test.path);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, test.code);
  }
}
