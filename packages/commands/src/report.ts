import { NotAvailableYet, type ReportDocument } from '@qitops/model';
import type { CommandContext } from './context.ts';

export interface ReportOptions {
  store: string;
  results: string[];
  coverage: string[];
  /** Paths of documents of analyze-pr, suggest-tests and flaky-detect. */
  analysis: string | null;
  suggestions: string | null;
  flaky: string | null;
  out: string;
}

/** Writes the report site. */
export async function report(_context: CommandContext, _options: ReportOptions): Promise<ReportDocument> {
  throw new NotAvailableYet('report');
}
