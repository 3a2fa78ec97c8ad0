import { type FlakyDocument, NotAvailableYet } from '@qitops/model';
import type { CommandContext } from './context.ts';

export interface FlakyDetectOptions {
  store: string;
  /** Whether to say why each first-attempt failure failed. */
  triage: boolean;
}

/** Which tests are flaky, by the history. */
export async function flakyDetect(_context: CommandContext, _options: FlakyDetectOptions): Promise<FlakyDocument> {
  throw new NotAvailableYet('flaky-detect');
}
