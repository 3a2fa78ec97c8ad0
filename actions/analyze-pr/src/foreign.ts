import { join } from 'node:path';
import type { ActionScope } from '@qitops/action-kit';
import { artifactExchange, type EventInfo, isForeign } from '@qitops/github';
import { type AnalyzeDocument, foreignReportName, messageOf, SCHEMA_VERSION } from '@qitops/model';
import type { contract } from '../contract.ts';

/**
 * A pull request from outside has a token that may not comment: its analysis is left for a `workflow_run` that may.
 * Returns whether it was; a failure is a warning.
 */
export async function leaveForRelay(
  { env, log }: ActionScope<typeof contract>,
  event: EventInfo,
  analysis: AnalyzeDocument,
): Promise<boolean> {
  if (!isForeign(event) || event.pullRequest === null) return false;
  const { runId, attempt, job } = event;
  const report = { schemaVersion: SCHEMA_VERSION, kind: 'analysis', runId, attempt, job, analysis };
  const exchange = artifactExchange({ folder: env.RUNNER_TEMP ?? join(process.cwd(), '.qitops') });
  try {
    const bytes = new TextEncoder().encode(JSON.stringify(report));
    await exchange.send({ name: foreignReportName({ job, attempt }), bytes });
    return true;
  } catch (error) {
    log.warn(`Nothing was left for a workflow_run to comment: ${messageOf(error)}`);
    return false;
  }
}
