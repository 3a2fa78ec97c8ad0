import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IssueHost, Notice, SiteSummary } from '@qitops/model';
import { dashboardIssue } from '@qitops/render';

const LABEL = 'qitops-dashboard';

/**
 * Keeps the one issue that says what the report in `folder` says.
 * @returns what was done, in a line.
 */
export async function keepDashboard(
  folder: string,
  { notices, reportUrl, issues }: { notices: readonly Notice[]; reportUrl: string | null; issues: IssueHost },
): Promise<{ done: string | null; problem: string | null }> {
  const summary = JSON.parse(await readFile(join(folder, 'summary.json'), 'utf8')) as SiteSummary;
  const result = await issues.keepIssues(LABEL, [dashboardIssue(summary, notices, reportUrl)], 1);
  if ('reason' in result) return { done: null, problem: `${result.reason}. Fix: ${result.remedy}` };
  const [kept] = result.done;
  if (!kept) return { done: null, problem: 'the dashboard issue was closed by a person and stays closed' };
  return { done: `Dashboard ${kept.action}: ${kept.url}`, problem: kept.remark ?? null };
}
