import type { SiteOverview } from '@qitops/model';
import type { Facts } from './facts.ts';
import type { HeadChanges } from './head-changes.ts';
import { count } from './verdict-sentence.ts';

const ENOUGH_RUNS = 10;
const MANY_SKIPPED = 0.1;

/**
 * How far the verdict can be trusted: high when nothing lowers it, medium with one reason, low with more. Every
 * input is listed, also the ones that lower nothing.
 */
export function confidenceOf(
  facts: Facts,
  changes: HeadChanges,
  head: SiteOverview['head'],
  coverageMeasured: boolean,
): SiteOverview['confidence'] {
  if (!head) return { level: 'none', reasons: [] };
  const runs = facts.mainline.runs.length;
  const reasons = [
    runs < ENOUGH_RUNS
      ? { text: `History: ${runs} of ${ENOUGH_RUNS} runs needed for a trend`, lowers: true }
      : { text: `History: ${count(runs, 'run')} of the main branch`, lowers: false },
    jobsReason(changes),
    skippedReason(head),
    facts.flaky === null
      ? { text: 'Flakiness: not measured', lowers: true }
      : flakyReason(changes.flakyFailures.total),
    { text: coverageMeasured ? 'Coverage: measured' : 'Coverage: not measured', lowers: !coverageMeasured },
  ];
  if (facts.mainline.ref === null) {
    reasons.push({ text: 'No run of a main branch: all runs were taken together', lowers: true });
  }
  if (facts.history.skipped.length > 0) {
    reasons.push({
      text: `History: ${facts.history.skipped.length} stored runs could not be read`,
      lowers: true,
    });
  }
  const lowering = reasons.filter((reason) => reason.lowers).length;
  return { level: lowering === 0 ? 'high' : lowering === 1 ? 'medium' : 'low', reasons };
}

function jobsReason(changes: HeadChanges): { text: string; lowers: boolean } {
  const lowers = changes.runs.length < changes.lanesExpected;
  const text = `Jobs: ${changes.runs.length} of ${Math.max(changes.lanesExpected, changes.runs.length)} reported`;
  return { text, lowers };
}

function skippedReason(head: NonNullable<SiteOverview['head']>): { text: string; lowers: boolean } {
  const share = head.tests > 0 ? head.skipped / head.tests : 0;
  return { text: `Skipped: ${head.skipped} of ${count(head.tests, 'test')}`, lowers: share > MANY_SKIPPED };
}

function flakyReason(failed: number): { text: string; lowers: boolean } {
  const text =
    failed > 0 ? `Flakiness: ${count(failed, 'known flaky test')} failed` : 'Flakiness: none in this result';
  return { text, lowers: failed > 0 };
}
