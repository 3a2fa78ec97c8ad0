import { type Confidence, type Evidence, evidence, type Verdict } from '@qitops/model';
import { type Checkout, detectStack } from '@qitops/repository';

export interface Known {
  results: { verdict: Verdict; files: readonly unknown[] };
  hasCoverage: boolean;
  base: { sha: string; distance: number } | null;
  /** Runs in the history. */
  runs: number;
}

/** Runs from which on the history says something about flakiness. */
export const ENOUGH_RUNS = 10;

/**
 * How far the verdict can be trusted: (1 − risk after results) × evidence, where evidence is the share of the four
 * kinds of evidence that were there. The evidence stands by itself in `coverage`.
 */
export function confidenceOf(known: Known, risk: number): Confidence {
  const parts: { share: number; text: string }[] = [
    {
      share: known.results.verdict === 'no-files' ? 0 : known.results.verdict === 'unreadable' ? 0.5 : 1,
      text:
        known.results.verdict === 'no-files'
          ? 'no test results'
          : `${known.results.files.length} result file${known.results.files.length === 1 ? '' : 's'} read`,
    },
    { share: known.hasCoverage ? 1 : 0, text: known.hasCoverage ? 'coverage was measured' : 'no coverage' },
    {
      share: known.base ? 1 : 0,
      text: known.base ? `base results from ${known.base.sha.slice(0, 7)}` : 'no base results',
    },
    {
      share: Math.min(1, known.runs / ENOUGH_RUNS),
      text: `history: ${known.runs}${known.runs < ENOUGH_RUNS ? ` of ${ENOUGH_RUNS}` : ''} runs`,
    },
  ];
  const coverage = parts.reduce((sum, part) => sum + part.share, 0) / parts.length;
  const items: Evidence[] = parts.map(({ share, text }) => ({
    ...evidence('input', text),
    weight: share / parts.length,
  }));
  return {
    value: (1 - risk) * coverage,
    method: '(1 − risk after results) × evidence',
    evidence: items,
    coverage,
  };
}

/** What the author can change so that more is known, each with the exact option. */
export async function remediesFor(checkout: Checkout, known: Known & { ran: boolean }): Promise<string[]> {
  const advice: string[] = [];
  if (!known.ran || !known.hasCoverage) {
    const { units } = await detectStack(checkout.root);
    for (const unit of units)
      for (const { runner, howTo } of unit.reporters) advice.push(`${runner}: ${howTo}`);
  }
  if (known.ran && known.runs === 0) advice.push(HISTORY);
  return [...new Set(advice)];
}

const HISTORY =
  'history: record the runs of the default branch with `qitops/flaky-detect` (or `qitops history add`); until then no failure can be told from an old one or from chance';
