import type { ActionLog } from '@qitops/action-kit';
import type { CommandContext, Told } from '@qitops/commands';
import { type EventInfo, githubIssues, mayWriteHistory, repositoryUrl, runUrl } from '@qitops/github';
import { type Config, messageOf, type ReportDocument } from '@qitops/model';

export interface TellOptions {
  event: EventInfo;
  token: string;
  store: string;
  config: Config;
  folder: string;
  log: ActionLog;
}

/**
 * Tells who wants to know: the dashboard issue and the targets of notifications, for runs of the default branch. The
 * report stands by now; what cannot be told is a warning and a line of the summary.
 */
export async function tell(
  context: CommandContext,
  { notices }: ReportDocument,
  { event, token, store, config, folder, log }: TellOptions,
): Promise<string[]> {
  if (!mayWriteHistory(event)) return [];
  const { notify, keepDashboard } = await import('@qitops/commands');
  const issues = githubIssues({ event, token });
  const lines: string[] = [];
  const say = (line: string | null, problem: string | null): void => {
    if (line) lines.push(line);
    if (line) log.info(line);
    if (problem) lines.push(problem);
    if (problem) log.warn(problem);
  };
  try {
    if (config.report?.dashboard === 'issue') {
      const { done, problem } = await keepDashboard(folder, { notices, reportUrl: runUrl(event), issues });
      say(done, problem);
    }
    const repository = repositoryUrl(event).split('/').slice(-2).join('/');
    const sha = event.head ?? event.sha;
    const told = await notify(context, { store, notices, repository, sha, runUrl: runUrl(event), issues });
    for (const each of told)
      say(toldText(each), each.problem && `${each.target} was not told: ${each.problem}`);
  } catch (error) {
    say(null, `Nobody was told: ${messageOf(error)}`);
  }
  return lines;
}

function toldText({ target, notices, note }: Told): string | null {
  if (note) return `${target}: ${note}`;
  return notices > 0 ? `${target} was told of ${notices === 1 ? 'one thing' : `${notices} things`}` : null;
}
