import { type CommandContext, Git } from '@qitops/commands';
import { type PullRequestOpener, UserError } from '@qitops/model';

const REMOTE =
  /^(?:https:\/\/(?:[^@/]+@)?|(?:ssh:\/\/)?git@)([\w.-]+)[:/]([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/;

/**
 * Opens pull requests in the repository that `origin` names, by the token in the environment.
 * @throws UserError when one of them is not there.
 */
export async function openerFor({ cwd, env }: CommandContext): Promise<PullRequestOpener> {
  const token = env.GITHUB_TOKEN || env.GH_TOKEN;
  if (!token)
    throw new UserError({
      what: 'no token to open a pull request with',
      where: 'GITHUB_TOKEN',
      remedy:
        'set GITHUB_TOKEN or GH_TOKEN to a token with `contents`, `pull-requests` and `workflows` write',
    });
  const url = (await new Git(cwd).maybe(['remote', 'get-url', 'origin'])) ?? '';
  const [, host, owner, name] = REMOTE.exec(url.trim()) ?? [];
  const repository = env.GITHUB_REPOSITORY?.split('/') ?? (owner && name ? [owner, name] : []);
  if (!repository[0] || !repository[1])
    throw new UserError({
      what: 'names no repository of GitHub',
      where: 'remote origin',
      remedy: 'set GITHUB_REPOSITORY to owner/name',
    });
  const api = host && host !== 'github.com' ? `https://${host}/api/v3` : 'https://api.github.com';
  const { githubOpener } = await import('@qitops/github');
  return githubOpener({
    apiUrl: env.GITHUB_API_URL ?? api,
    repository: { owner: repository[0], name: repository[1] },
    token,
  });
}
