import type { ActionScope } from '@qitops/action-kit';
import { configOf } from '@qitops/commands';
import { CHECK_LIMIT, type EventInfo, type GithubHost, refusalText, runUrl } from '@qitops/github';
import type { AnalyzeDocument } from '@qitops/model';
import type { contract } from '../contract.ts';
import type { Markdown } from './results.ts';

interface CheckWish {
  host: GithubHost;
  event: EventInfo;
  analysis: AnalyzeDocument;
  markdown: Markdown;
}

/** Writes the check run if `qitops.yml` at the base asks for it. One that may not be written is a warning. */
export async function postCheck(
  { log, context, inputs }: ActionScope<typeof contract>,
  { host, event, analysis, markdown }: CheckWish,
): Promise<void> {
  const sha = event.pullRequest?.headSha;
  if (!sha) return;
  const { checkRun = false } = await configOf(context(inputs['working-directory']), analysis.base);
  if (!checkRun) return;
  const written = await host.checkRun({
    sha,
    // what is not known is not a success
    conclusion: analysis.verdict === 'passed' ? 'success' : 'failure',
    title: analysis.headline,
    summary: markdown(CHECK_LIMIT),
    text: `[Run ${event.runId}](${runUrl(event)}), attempt ${event.attempt}.`,
    detailsUrl: runUrl(event),
    findings: analysis.findings,
  });
  if ('reason' in written) log.warn(refusalText(written, 'check run'));
  else log.info(`Check run: ${written.url}`);
}
