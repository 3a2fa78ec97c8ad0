import { type EventInfo, githubBranches, githubProposals, refusalText } from '@qitops/github';
import type { Outcome, Scope } from './scope.ts';

/** Token of an app, whose pushes start checks; in a variable, because only this job may have it. */
const APP_TOKEN = 'QITOPS_APP_TOKEN';

/**
 * Acts on a command or a box of a pull request's conversation. The job has rights and so checks nothing out; what it
 * reads is data. A workflow for `issue_comment` acts only from the default branch.
 */
export async function accept(scope: Scope, event: EventInfo): Promise<Outcome> {
  const { log, inputs, env } = scope;
  const { comment, commentedPullRequest: number } = event;
  const silent = (reason: string): Outcome => {
    log.info(`Nothing to do: ${reason}.`);
    return {};
  };
  if (number === null || comment === null) return silent('this comment is not about a pull request');
  const { sender, action, before, ofBot, author } = comment;
  if (!sender.person) return silent(`${sender.login} is no person`);
  const boxes = action === 'edited' && ofBot && before !== null;
  const written = action === 'created' && author === sender.login;
  // a command that somebody wrote into another's comment is nobody's word
  if (!boxes && !written) return silent('only new comments and boxes are acted on');
  const { acceptSuggestions, configOfHost } = await import('@qitops/commands');
  const token = inputs.token ?? '';
  const host = githubProposals({ event, token });
  const appToken = env[APP_TOKEN] ?? '';
  const answer = await log.group('Accept', async () =>
    acceptSuggestions({
      asked: {
        pull: number,
        comment: { id: comment.id, body: comment.body, createdAt: comment.createdAt },
        by: sender.login,
        before: boxes ? before : null,
      },
      host,
      writer: appToken === '' ? null : githubBranches({ event, token: appToken }),
      config: await configOfHost(host, event.repository, event.sha),
      serverUrl: event.serverUrl,
      today: new Date().toISOString().slice(0, 10),
    }),
  );
  if (answer.text === null) return silent('no command and no ticked box of ours');
  if (answer.refused) log.warn(refusalText(answer.refused, 'answer'));
  return { summary: `${answer.text}\n` };
}
