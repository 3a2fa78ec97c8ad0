import type { CommandContext } from '@qitops/commands';
import { type PullRequestOpener, UserError } from '@qitops/model';
import { githubToken, remoteRepository } from './remote-repository.ts';

/**
 * Opens pull requests in the repository that `origin` names, by the token in the environment.
 * @throws UserError when one of them is not there.
 */
export async function openerFor(context: CommandContext): Promise<PullRequestOpener> {
  const token = githubToken(context);
  if (!token)
    throw new UserError({
      what: 'no token to open a pull request with',
      where: 'GITHUB_TOKEN',
      remedy:
        'set GITHUB_TOKEN or GH_TOKEN to a token with `contents`, `pull-requests` and `workflows` write',
    });
  const { owner, name, apiUrl } = await remoteRepository(context);
  const { githubOpener } = await import('@qitops/github');
  return githubOpener({ apiUrl, repository: { owner, name }, token });
}
