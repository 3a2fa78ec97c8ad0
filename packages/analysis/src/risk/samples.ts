import { noPatchCoverage } from '@qitops/model';
import { churnOf } from './churn.ts';
import { isSensitivePath, riskFeatures, riskVector } from './features.ts';
import { type LabelCommit, labelOf } from './labels.ts';
import type { RiskSample } from './model.ts';

/** A commit of the default branch with the lines that it changed. */
export interface ChangeCommit extends LabelCommit {
  lines?: ReadonlyMap<string, number>;
}

/**
 * The changes of a default branch whose outcome is known, in the order they were merged, each with what git knew of
 * it then. `log` newest first; `breaking` = commits whose first run broke tests.
 */
export function riskSamples(log: readonly ChangeCommit[], breaking: ReadonlySet<string>): RiskSample[] {
  const samples: RiskSample[] = [];
  log.forEach((commit, at) => {
    const label = labelOf({ number: -1, head: commit.sha }, log.slice(0, at + 1), breaking);
    if (!label || commit.paths.length === 0) return;
    const churn = churnOf(log.slice(at + 1), {
      paths: new Set(commit.paths),
      author: commit.author,
      seconds: commit.seconds,
    });
    const features = riskFeatures({
      changed: commit.paths.map((path) => ({ path, lines: commit.lines?.get(path) ?? 0 })),
      folders: new Set(commit.paths.map((path) => path.slice(0, path.lastIndexOf('/') + 1))).size,
      churn,
      owners: null,
      functions: [],
      // a commit of the past: no coverage is known of it, for better or worse
      patch: noPatchCoverage(),
      impactedFailureRate: null,
      sensitive: commit.paths.filter(isSensitivePath),
    });
    samples.push({ features: riskVector(features), bad: label.bad });
  });
  return samples.reverse();
}
