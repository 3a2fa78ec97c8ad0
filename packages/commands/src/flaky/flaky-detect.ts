import { DETECTOR_VERSION, type DetectorState } from '@qitops/analysis';
import type { History } from '@qitops/history';
import { type FlakyDocument, messageOf, UserError } from '@qitops/model';
import { Checkout } from '@qitops/repository';
import { loadConfig } from '../config.ts';
import type { CommandContext } from '../context.ts';
import { openHistory } from '../history/store.ts';
import { ownersAt } from '../pull-request/components.ts';
import { withCauses } from './flaky-causes.ts';
import { flakyOnwards } from './flaky-document.ts';
import { quarantineNow, renewQuarantine } from './quarantine.ts';

export interface FlakyDetectOptions {
  store: string;
  /** Whether to say why each first-attempt failure failed. */
  triage: boolean;
  /** Whether to write what is eligible into the quarantine. */
  quarantine?: boolean | undefined;
  /** Whether to store the detector's state, so that the next time only later runs are gone through. */
  keepState?: boolean | undefined;
}

/** Runs by which a state has to be ahead of the stored one to be worth a write. */
const WORTH_KEEPING = 32;

/** Which tests are flaky, by the history. */
export async function flakyDetect(
  context: CommandContext,
  options: FlakyDetectOptions,
): Promise<FlakyDocument> {
  const history = await openHistory(context, options.store);
  const view = await history.view();
  for (const { key, reason } of view.skipped) context.log.warn(`${key}: skipped, ${reason}`);
  const known = await history.detectorState(DETECTOR_VERSION);
  const { document, state } = flakyOnwards(view, options, known);
  if (state && state.runs - (known?.runs ?? 0) >= WORTH_KEEPING) {
    await keepState(context, history, state);
  }
  const tests = await withCauses(document.tests, view, await sourceHere(context));
  const quarantine = options.quarantine
    ? await renewQuarantine(history, view, tests)
    : await quarantineNow(history, tests);
  if (quarantine.problem) context.log.warn(`${quarantine.problem}: no test is quarantined`);
  return { ...document, tests, quarantine };
}

/** It saves time and nothing else: a history that cannot be written is said and no failure. */
async function keepState(context: CommandContext, history: History, state: DetectorState): Promise<void> {
  try {
    await history.keepState(DETECTOR_VERSION, state);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    context.log.warn(`The detector's state is not kept: ${messageOf(error)}`);
  }
}

/** The work tree's commit with its owners; null outside a repository. */
async function sourceHere(context: CommandContext): Promise<Parameters<typeof withCauses>[2]> {
  const checkout = await Checkout.open(context.cwd);
  if (!checkout || !(await checkout.commit('HEAD'))) return null;
  const owners = await ownersAt(checkout, 'HEAD', await loadConfig(context));
  return { checkout, revision: 'HEAD', owners };
}
