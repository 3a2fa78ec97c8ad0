import { type HistoryDocument, NotAvailableYet } from '@qitops/model';
import type { CommandContext } from './context.ts';

/** Metadata of the run; whatever is absent comes from CTRF `environment` > `GITHUB_*` > git. */
export interface RunMetadataOptions {
  sha?: string | undefined;
  tree?: string | undefined;
  ref?: string | undefined;
  base?: string | undefined;
  pr?: number | undefined;
  runId?: string | undefined;
  attempt?: number | undefined;
  job?: string | undefined;
  cell?: string | undefined;
  started?: string | undefined;
}

export interface HistoryAddOptions extends RunMetadataOptions {
  store: string;
  /** Globs of result files; empty = the defaults. */
  results: string[];
  /** Globs of coverage files to keep with the run; empty = none. */
  coverage: string[];
}

/** Adds the results of one run. The same content twice is skipped. */
export async function historyAdd(_context: CommandContext, _options: HistoryAddOptions): Promise<HistoryDocument> {
  throw new NotAvailableYet('history add');
}
