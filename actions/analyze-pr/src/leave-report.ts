import { join } from 'node:path';
import type { ActionScope } from '@qitops/action-kit';
import { artifactExchange, type EventInfo, hasArtifacts, isForeign, leavePullReport } from '@qitops/github';
import {
  type AnalyzeDocument,
  BoundedSuggestions,
  foreignReportName,
  type GitRunner,
  messageOf,
  pullReportName,
  SCHEMA_VERSION,
  type SuggestDocument,
} from '@qitops/model';
import type { contract } from '../contract.ts';

/** What a run about a pull request found. */
export interface Found {
  analysis: AnalyzeDocument;
  suggestions: SuggestDocument | null;
  /** Whether it is told on the pull request already. */
  commented: boolean;
}

/**
 * Leaves what was found for the report of the default branch, which keeps it. A pull request from outside has a token
 * that may not comment: its analysis is left so that a `workflow_run` that may does that too.
 */
export async function leaveReport(
  { env, log, cell }: ActionScope<typeof contract>,
  { event, git }: { event: EventInfo; git: GitRunner },
  { analysis, suggestions, commented }: Found,
): Promise<void> {
  if (event.pullRequest === null) return;
  const { runId, attempt, job } = event;
  const about = { schemaVersion: SCHEMA_VERSION, runId, attempt, job, analysis };
  const toComment = !commented && isForeign(event);
  const [name, report] = toComment
    ? [foreignReportName({ job, attempt }), { ...about, kind: 'analysis' }]
    : [
        pullReportName({ job, cell, attempt }),
        { ...about, kind: 'pull', suggestions: BoundedSuggestions.safeParse(suggestions).data ?? null },
      ];
  const parcel = { name, bytes: new TextEncoder().encode(JSON.stringify(report)) };
  try {
    if (toComment || hasArtifacts(event.serverUrl)) {
      await artifactExchange({ folder: env.RUNNER_TEMP ?? join(process.cwd(), '.qitops') }).send(parcel);
    } else await leavePullReport(git, event, parcel);
  } catch (error) {
    if (toComment) log.warn(`Nothing was left for a workflow_run to comment: ${messageOf(error)}`);
    else log.info(`Nothing was left for the report of the default branch: ${messageOf(error)}`);
  }
}
