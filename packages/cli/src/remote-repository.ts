import { type CommandContext, Git } from '@qitops/commands';
import { UserError } from '@qitops/model';

/** A repository of GitHub, and the API that knows it. */
export interface RemoteRepository {
  owner: string;
  name: string;
  apiUrl: string;
}

const REMOTE =
  /^(?:https:\/\/(?:[^@/]+@)?|(?:ssh:\/\/)?git@)([\w.-]+)[:/]([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/;

/**
 * The repository that is named, else that of `GITHUB_REPOSITORY`, else that of the remote `origin`.
 * @throws UserError when none of them names one.
 */
export async function remoteRepository(
  { cwd, env }: CommandContext,
  named: string | null = null,
): Promise<RemoteRepository> {
  const url = (await new Git(cwd).maybe(['remote', 'get-url', 'origin'])) ?? '';
  const [, host, ...place] = REMOTE.exec(url.trim()) ?? [];
  const [owner, name, ...rest] = (named ?? env.GITHUB_REPOSITORY)?.split('/') ?? place;
  if (!owner || !name || rest.length > 0)
    throw new UserError({
      what: 'names no repository of GitHub',
      where: named ?? 'remote origin',
      remedy: 'write owner/name, or set GITHUB_REPOSITORY to it',
    });
  const api = host && host !== 'github.com' ? `https://${host}/api/v3` : 'https://api.github.com';
  return { owner, name, apiUrl: env.GITHUB_API_URL ?? api };
}

/** The user's token for GitHub; null = there is none. */
export function githubToken({ env }: CommandContext): string | null {
  return env.GITHUB_TOKEN || env.GH_TOKEN || null;
}
