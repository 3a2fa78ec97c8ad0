import { calibrationOf, fitRisk, PRIOR, RISK_FEATURES, type RiskModel, riskSamples } from '@qitops/analysis';
import type { History } from '@qitops/history';
import { type HistoryView, isFailure, type RiskFile, statusIn } from '@qitops/model';
import { type Checkout, commitLog } from '@qitops/repository';

/** Commits of the default branch that the model is fitted to. */
const COMMITS = 600;
/** Days after which it is fitted anew. */
const DAYS = 7;

/** The risk model of the repository; the prior as long as none was fitted. */
export async function riskModel(history: History | null): Promise<RiskModel> {
  const file = await history?.risk();
  if (!file) return PRIOR;
  const weights = { ...PRIOR.weights };
  for (const name of RISK_FEATURES) weights[name] = file.model.weights[name] ?? weights[name];
  return { ...file.model, weights, auc: file.calibration.auc };
}

/**
 * Fits the risk model to what became of the default branch's changes and keeps it with the history, unless that was
 * done within a week or the clone is too shallow to know. Returns it, or null when nothing was done.
 */
export async function refitRisk(
  history: History,
  checkout: Checkout,
  now = Date.now(),
): Promise<RiskFile | null> {
  const known = await history.risk();
  if (known && now - Date.parse(known.at) < DAYS * 86_400_000) return null;
  const head = await checkout.commit('HEAD');
  if (!head || (await checkout.isShallow())) return null;
  const log = await commitLog(checkout, head.sha, COMMITS, { withLines: true });
  const samples = riskSamples(log, breakingCommits(await history.view()));
  const { intercept, weights, labelled } = fitRisk(samples);
  const file: RiskFile = {
    v: 1,
    sha: head.sha,
    at: new Date(now).toISOString(),
    model: { intercept, weights, labelled },
    calibration: calibrationOf(samples),
  };
  await history.keepRisk(file);
  return file;
}

/** Commits of the default branch on which a test failed for good that had passed on the commit before. */
function breakingCommits(view: HistoryView): Set<string> {
  const breaking = new Set<string>();
  const passing = new Set<number>();
  for (const run of view.runs) {
    if (run.info.trust !== 'branch') continue;
    view.tests.forEach((_, index) => {
      const status = statusIn(run, index);
      if (status === 'passed') passing.add(index);
      else if (status && isFailure(status) && passing.delete(index)) breaking.add(run.info.sha);
    });
  }
  return breaking;
}
