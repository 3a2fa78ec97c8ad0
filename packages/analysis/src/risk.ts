import type { AnalyzeDocument, ChangedFunction, PatchCoverage } from '@qitops/model';

export interface RiskInput {
  addedLines: number;
  files: number;
  directories: number;
  functions: readonly ChangedFunction[];
  /** Null = coverage was not measured. */
  patch: PatchCoverage | null;
  /** Paths that change what every test runs on: lock files, CI, build configuration. */
  sensitive: readonly string[];
}

interface Feature {
  /** Contribution to the logit. */
  weight: number;
  text: string;
}

/** Logit of a pull request that nothing is known of. */
const BASELINE = -1.5;

/**
 * Risk by a logistic model with prior coefficients (the features follow Kamei et al. 2013). It has not been fitted to
 * the repository, so only the rank is shown, with the three features that moved it most.
 */
export function riskOf(input: RiskInput): AnalyzeDocument['risk'] {
  const features = featuresOf(input).filter((feature) => feature.weight !== 0);
  const logit = features.reduce((sum, feature) => sum + feature.weight, BASELINE);
  const score = 1 / (1 + Math.exp(-logit));
  const rank = score < 0.33 ? 'low' : score < 0.66 ? 'medium' : 'high';
  const reasons = features
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
    .slice(0, 3)
    .map(({ text, weight }) => ({ text, contribution: Math.round(weight * 100) / 100 }));
  return { score: null, rank, calibrated: false, reasons };
}

function featuresOf({ addedLines, files, directories, functions, patch, sensitive }: RiskInput): Feature[] {
  const grown = functions.reduce(
    (sum, fn) => sum + Math.max(0, fn.complexity - (fn.complexityBefore ?? 1)),
    0,
  );
  const features: Feature[] = [
    { weight: 0.35 * Math.log10(1 + addedLines), text: `${addedLines} lines added` },
    { weight: 0.2 * Math.log2(Math.max(1, files)), text: `${files} files changed` },
    { weight: 0.1 * Math.max(0, directories - 1), text: `spread over ${directories} folders` },
    { weight: 0.12 * Math.min(grown, 10), text: `cyclomatic complexity grew by ${grown}` },
    { weight: 0.3 * Math.min(sensitive.length, 3), text: `changes ${sensitive.slice(0, 2).join(' and ')}` },
  ];
  if (patch && !patch.neutral) {
    const { covered, total } = patch.lines;
    const missed = total - covered;
    const share = missed / total;
    const text =
      missed === 0
        ? `all ${total} coverable changed lines are covered`
        : `${missed} of ${total} coverable changed lines are not covered`;
    features.push({ weight: missed === 0 ? -0.5 : 1.5 * share, text });
  }
  return features;
}

const SENSITIVE =
  /(^|\/)(package-lock\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lockb?|poetry\.lock|uv\.lock|go\.sum|Cargo\.lock|composer\.lock|Gemfile\.lock|Dockerfile)$|^\.github\/workflows\/|(^|\/)migrations?\//;

/** Whether a path changes what every test runs on. */
export function isSensitivePath(path: string): boolean {
  return SENSITIVE.test(path);
}
