import { detectFlaky, flakyTests } from '@qitops/analysis';
import { type FlakyDocument, type HistoryView, SCHEMA_VERSION } from '@qitops/model';
import type { CommandContext } from './context.ts';
import { quarantineNow, renewQuarantine } from './quarantine.ts';
import { openHistory } from './store.ts';

export interface FlakyDetectOptions {
  store: string;
  /** Whether to say why each first-attempt failure failed. */
  triage: boolean;
  /** Whether to write what is eligible into the quarantine. */
  quarantine?: boolean | undefined;
}

/** Which tests are flaky, by the history. */
export async function flakyDetect(
  context: CommandContext,
  options: FlakyDetectOptions,
): Promise<FlakyDocument> {
  const history = await openHistory(context, options.store);
  const view = await history.view();
  for (const { key, reason } of view.skipped) context.log.warn(`${key}: skipped, ${reason}`);
  const document = flakyDocument(view, options.triage);
  const quarantine = options.quarantine
    ? await renewQuarantine(context, history, view, document.tests)
    : await quarantineNow(history, document.tests);
  if (quarantine.problem) context.log.warn(`${quarantine.problem}: no test is quarantined`);
  return { ...document, quarantine };
}

/** The flaky-detect document of a history that is already read. */
export function flakyDocument(view: HistoryView, triage: boolean): FlakyDocument {
  const detected = detectFlaky(view);
  return {
    schemaVersion: SCHEMA_VERSION,
    runs: view.runs.length,
    tests: flakyTests(view, detected),
    ...(triage ? { triage: detected.triage.map(({ test: _, ...failure }) => failure) } : {}),
  };
}
