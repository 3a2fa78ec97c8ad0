import { detectFlaky, flakyTests } from '@qitops/analysis';
import { type FlakyDocument, type HistoryView, SCHEMA_VERSION } from '@qitops/model';
import { Checkout } from '@qitops/repository';
import { ownersAt } from './components.ts';
import { loadConfig } from './config.ts';
import type { CommandContext } from './context.ts';
import { withCauses } from './flaky-causes.ts';
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
  const tests = await withCauses(document.tests, view, await sourceHere(context));
  const quarantine = options.quarantine
    ? await renewQuarantine(history, view, tests)
    : await quarantineNow(history, tests);
  if (quarantine.problem) context.log.warn(`${quarantine.problem}: no test is quarantined`);
  return { ...document, tests, quarantine };
}

/** The work tree's commit with its owners; null outside a repository. */
async function sourceHere(context: CommandContext): Promise<Parameters<typeof withCauses>[2]> {
  const checkout = await Checkout.open(context.cwd);
  if (!checkout || !(await checkout.commit('HEAD'))) return null;
  const owners = await ownersAt(checkout, 'HEAD', await loadConfig(context));
  return { checkout, revision: 'HEAD', owners };
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
