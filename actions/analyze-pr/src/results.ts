import { SUMMARY_LIMIT } from '@qitops/action-kit';
import { type EventInfo, repositoryUrl, runUrl } from '@qitops/github';
import type { AnalyzeDocument, SuggestDocument } from '@qitops/model';
import { renderComment } from '@qitops/render';

/** Renders the analysis within so many characters and bytes; the summary's limit is the greatest. */
export type Markdown = (budget: number) => string;

export function analysisMarkdown(
  analysis: AnalyzeDocument,
  suggestions: SuggestDocument | null,
  event: EventInfo,
  { origin = null, job = null }: { origin?: string | null; job?: string | null } = {},
): Markdown {
  const { pullRequest } = event;
  // a fork's branch lives in a repository that this event does not name
  const acceptAt =
    pullRequest && !pullRequest.fork
      ? { repositoryUrl: repositoryUrl(event), branch: pullRequest.headRef }
      : null;
  const place = {
    workflow: event.workflow,
    repositoryUrl: repositoryUrl(event),
    runUrl: runUrl(event),
    acceptAt,
    origin,
    job,
  };
  return (budget) =>
    renderComment({ analysis, suggestions, ...place, budget: Math.min(budget, SUMMARY_LIMIT) });
}

/** The scalars for `if:` in later steps. */
export function outputsOf(analysis: AnalyzeDocument) {
  return {
    verdict: analysis.verdict,
    headline: analysis.headline,
    'new-failures': analysis.tests.newFailures.length,
    flaky: analysis.tests.flaky.length,
    'patch-coverage': patchPercent(analysis),
  };
}

/** The gates that failed as one sentence; null = all passed. */
export function failureOf(analysis: AnalyzeDocument): string | null {
  const failed = analysis.gates.filter((gate) => !gate.passed && gate.level === 'fail');
  if (failed.length === 0) return null;
  const each = failed.map((gate) => `${gate.name} was ${gate.actual}, should be ${gate.wanted}`);
  return `${failed.length === 1 ? 'Gate' : 'Gates'} failed: ${each.join('; ')}.`;
}

function patchPercent(analysis: AnalyzeDocument): string {
  const patch = analysis.patchCoverage;
  if (patch === null || patch.neutral || patch.lines.total === 0) return '';
  return ((100 * patch.lines.covered) / patch.lines.total).toFixed(1);
}
