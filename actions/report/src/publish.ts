import type { ActionLog } from '@qitops/action-kit';
import { askPages, type EventInfo, hasArtifacts, type PagesAnswer, uploadReport } from '@qitops/github';
import type { Config } from '@qitops/model';

export interface PublishOptions {
  event: EventInfo;
  token: string;
  config: Config;
  log: ActionLog;
}

/** Whether the site may go to GitHub Pages; a line of the log says why not. */
export async function mayPublish({ event, token, config, log }: PublishOptions): Promise<PagesAnswer> {
  const answer = await askPages({ event, token, privateToo: config.report?.private === 'publish' });
  if (answer.reason) log.info(`${answer.publish ? 'Publishing' : 'Not published'}: ${answer.reason}.`);
  return answer;
}

/** Leaves the report as an artifact of the run, where there is a service for artifacts. */
export async function keepArtifact(folder: string, { event, log }: PublishOptions): Promise<void> {
  if (!process.env.ACTIONS_RUNTIME_TOKEN) return;
  if (!hasArtifacts(event.serverUrl)) {
    log.info(
      'The report is no artifact of this run: GitHub Enterprise Server has none for actions of today.',
    );
    return;
  }
  const problem = await uploadReport(folder, event.attempt);
  if (problem) log.warn(`The report is no artifact of this run: ${problem}`);
}
