import type { ChangedFunction, PatchCoverage } from '@qitops/model';
import type { FileChurn } from './churn.ts';

/** What a pull request is measured by; each figure is scaled so that 1 is much and 0 is nothing. */
export const RISK_FEATURES = [
  'lines',
  'files',
  'folders',
  'entropy',
  'churn',
  'fixes',
  'authors',
  'experience',
  'owners',
  'complexity',
  'untested',
  'coverageUnknown',
  'failingTests',
  'sensitive',
] as const;
export type RiskFeature = (typeof RISK_FEATURES)[number];
export type RiskVector = Record<RiskFeature, number>;

export interface RiskInput {
  /** Added and deleted lines by file, generated files left out. */
  changed: readonly { path: string; lines: number }[];
  folders: number;
  /** How the changed files fared before; null = the log is not known (a shallow clone). */
  churn: FileChurn | null;
  /** Sets of owners that the change crosses; null = nobody owns anything here. */
  owners: number | null;
  functions: readonly ChangedFunction[];
  /** Null = coverage was not measured. */
  patch: PatchCoverage | null;
  /** Share of failed runs of the tests that the change reaches; null = no history. */
  impactedFailureRate: number | null;
  /** Paths that change what every test runs on: lock files, CI, build configuration, migrations. */
  sensitive: readonly string[];
}

/** A feature with its value and what it says in words. */
export interface MeasuredFeature {
  name: RiskFeature;
  value: number;
  text: string;
}

/**
 * The features of a change, after Kamei et al., "A Large-Scale Empirical Study of Just-in-Time Quality Assurance"
 * (2013): size, diffusion, history and experience, joined with what this run measured. What is not known is 0 with
 * an indicator of its own, never a good value.
 */
export function riskFeatures(input: RiskInput): MeasuredFeature[] {
  const lines = input.changed.reduce((sum, file) => sum + file.lines, 0);
  const files = input.changed.length;
  const spread = entropyOf(input.changed.map((file) => file.lines));
  const features: MeasuredFeature[] = [
    { name: 'lines', value: Math.log10(1 + lines) / 3, text: `${counted(lines, 'line')} changed` },
    { name: 'files', value: Math.log2(Math.max(1, files)) / 5, text: `${counted(files, 'file')} changed` },
    {
      name: 'folders',
      value: Math.max(0, input.folders - 1) / 5,
      text: `spread over ${counted(input.folders, 'folder')}`,
    },
    {
      name: 'entropy',
      value: spread / 2,
      text: `the change is spread evenly (entropy ${spread.toFixed(1)})`,
    },
    ...historyFeatures(input.churn),
    ...codeFeatures(input),
    ...testFeatures(input),
  ];
  return features;
}

function historyFeatures(churn: FileChurn | null): MeasuredFeature[] {
  if (!churn) return [];
  const share = churn.commits === 0 ? 0 : churn.fixes / churn.commits;
  return [
    {
      name: 'churn',
      value: Math.log2(1 + churn.commits) / 5,
      text: `these files were changed by ${counted(churn.commits, 'commit')} in 90 days`,
    },
    {
      name: 'fixes',
      value: share,
      text: `${churn.fixes} of those ${counted(churn.commits, 'commit')} were fixes`,
    },
    {
      name: 'authors',
      value: Math.log2(Math.max(1, churn.authors)) / 3,
      text: `${counted(churn.authors, 'person', 'people')} changed these files in 90 days`,
    },
    {
      name: 'experience',
      value: churn.authorShare,
      text: `the author made ${Math.round(churn.authorShare * 100)} % of the last 50 commits`,
    },
  ];
}

function codeFeatures({ functions, owners, sensitive }: RiskInput): MeasuredFeature[] {
  const grown = functions.reduce(
    (sum, fn) => sum + Math.max(0, fn.complexity - (fn.complexityBefore ?? 1)),
    0,
  );
  const named = sensitive.slice(0, 2).join(' and ');
  return [
    { name: 'complexity', value: Math.min(grown, 20) / 10, text: `cyclomatic complexity grew by ${grown}` },
    {
      name: 'owners',
      value: Math.max(0, (owners ?? 0) - 1) / 2,
      text: `crosses the code of ${owners} groups of owners`,
    },
    { name: 'sensitive', value: Math.min(sensitive.length, 3) / 3, text: `changes ${named}` },
  ];
}

function testFeatures({ patch, impactedFailureRate }: RiskInput): MeasuredFeature[] {
  const features: MeasuredFeature[] = [];
  if (!patch) {
    features.push({ name: 'coverageUnknown', value: 1, text: 'coverage of the change is not known' });
  } else if (!patch.neutral) {
    const { covered, total } = patch.lines;
    const missed = total - covered;
    features.push({
      name: 'untested',
      // a change that is covered whole speaks for it
      value: missed === 0 ? -0.3 : missed / total,
      text:
        missed === 0
          ? `all ${total} coverable changed lines are covered`
          : `${missed} of ${total} coverable changed lines are not covered`,
    });
  }
  if (impactedFailureRate !== null) {
    const percent = (impactedFailureRate * 100).toFixed(1);
    features.push({
      name: 'failingTests',
      value: Math.min(1, impactedFailureRate * 5),
      text: `the tests it reaches failed in ${percent} % of earlier runs`,
    });
  }
  return features;
}

/** The features as a vector; what was not measured is 0. */
export function riskVector(features: readonly MeasuredFeature[]): RiskVector {
  const vector = Object.fromEntries(RISK_FEATURES.map((name) => [name, 0])) as RiskVector;
  for (const { name, value } of features) vector[name] = value;
  return vector;
}

/** Shannon entropy of the shares, in nats. */
function entropyOf(weights: readonly number[]): number {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  let entropy = 0;
  for (const weight of weights) if (weight > 0) entropy -= (weight / sum) * Math.log(weight / sum);
  return entropy;
}

function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

const SENSITIVE =
  /(^|\/)(package-lock\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lockb?|poetry\.lock|uv\.lock|go\.sum|Cargo\.lock|composer\.lock|Gemfile\.lock|Dockerfile)$|^\.github\/workflows\/|(^|\/)migrations?\//;

/** Whether a path changes what every test runs on. */
export function isSensitivePath(path: string): boolean {
  return SENSITIVE.test(path);
}
