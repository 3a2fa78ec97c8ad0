import { NotAvailableYet, type SuggestDocument } from '@qitops/model';
import type { CommandContext } from './context.ts';

export interface SuggestTestsOptions {
  base?: string | undefined;
  head?: string | undefined;
  results: string[];
  coverage: string[];
  store: string | null;
  /** Folder that the suggested test files are written to; null = only in the document. */
  out: string | null;
  phase: 'all' | 'analyse' | 'propose' | 'prove' | 'publish';
  provider: string | null;
}

/** Tests for what the pull request changed, each proven before it is shown. */
export async function suggestTests(
  _context: CommandContext,
  _options: SuggestTestsOptions,
): Promise<SuggestDocument> {
  throw new NotAvailableYet('suggest-tests');
}
