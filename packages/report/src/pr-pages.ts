import type { AnalyzeDocument, SitePr, SitePrLine, SiteSuggestions } from '@qitops/model';
import type { PullRequestAnalysis } from './report-input.ts';

/** Pull requests as lines of a list: failed first, then by risk. `index` is the position in `analyses`. */
export function prLines(analyses: readonly PullRequestAnalysis[]): SitePrLine[] {
  const lines = analyses.flatMap(({ pr, title, document, ...about }, index): SitePrLine | [] => {
    if (!document) return [];
    const patch = document.patchCoverage;
    return {
      pr,
      title: titleOf(pr, title),
      verdict: document.verdict,
      headline: document.headline,
      head: document.head,
      riskScore: document.risk.score,
      riskRank: document.risk.rank,
      calibrated: document.risk.calibrated,
      patch: patch && !patch.neutral ? patch.lines : null,
      newFailures: document.tests.newFailures.length,
      newlyFlaky: document.tests.flaky.length,
      keptAt: about.keptAt ?? null,
      outside: about.outside ?? false,
      headNow: about.headNow ?? null,
      index,
    };
  });
  const badness = (line: SitePrLine) => (line.verdict === 'failed' ? 2 : line.verdict === 'unknown' ? 1 : 0);
  return lines.sort(
    (a, b) =>
      badness(b) - badness(a) || (b.riskScore ?? -1) - (a.riskScore ?? -1) || (b.pr ?? 0) - (a.pr ?? 0),
  );
}

function titleOf(pr: number | null, title: string | undefined): string {
  return title ?? (pr === null ? 'Local comparison' : `Pull request ${pr}`);
}

/** The data of one pull request's page. */
export function prPage({ pr, title, suggestions }: PullRequestAnalysis, document: AnalyzeDocument): SitePr {
  return { pr, title: titleOf(pr, title), document, suggestions };
}

/** Suggestions of all pull requests: proven tests first, then questions, then ideas; null when there are none. */
export function suggestionsPage(analyses: readonly PullRequestAnalysis[]): SiteSuggestions | null {
  const order = ['test', 'question', 'case'];
  const withSuggestions = analyses.filter(({ suggestions }) => suggestions !== null);
  if (withSuggestions.length === 0) return null;
  return {
    rows: withSuggestions
      .flatMap(({ pr, title, suggestions }) =>
        suggestions!.suggestions.map((row) => ({ ...row, pr, prTitle: titleOf(pr, title) })),
      )
      .sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind)),
    omitted: withSuggestions.flatMap(({ pr, suggestions }) =>
      suggestions!.omitted.map((row) => ({ ...row, pr })),
    ),
    usd: withSuggestions.reduce((sum, { suggestions }) => sum + suggestions!.spend.usd, 0),
    notes: [...new Set(withSuggestions.flatMap(({ suggestions }) => suggestions!.notes))],
  };
}
