import { type OfferedChange, type PublishRefusal, type PullRequestOpener, UserError } from '@qitops/model';
import { type Gateway, type GatewayOptions, openGateway } from '../gateway.ts';
import { githubGitData } from '../git-data.ts';
import { isUncertain, refusalOf, statusOf } from '../refusal.ts';
import { commitFiles } from './commit-files.ts';

export interface OpenerOptions extends GatewayOptions {
  repository: { owner: string; name: string };
}

/** GitHub as the place where a change becomes a pull request. A second offer goes onto the same branch. */
export function githubOpener(options: OpenerOptions): PullRequestOpener {
  const { owner, name: repo } = options.repository;
  let opened: Promise<Gateway> | undefined;
  const client = async () => {
    opened ??= openGateway(options);
    return (await opened).octokit;
  };
  const branchAt = async (branch: string): Promise<string | null> => {
    const { rest } = await client();
    try {
      return (await rest.git.getRef({ owner, repo, ref: `heads/${branch}` })).data.object.sha;
    } catch (error) {
      if (statusOf(error) === 404) return null;
      throw error;
    }
  };
  /** Puts the files onto the branch; false = they stand there so. */
  const push = async (base: string, { branch, files, message, author }: OfferedChange): Promise<boolean> => {
    const there = await branchAt(branch);
    const on = there ?? base;
    const known = commitFiles(client, options.repository, on);
    const missing: (typeof files)[number][] = [];
    for (const file of files) if ((await known.text(file.path)) !== file.content) missing.push(file);
    if (missing.length === 0 && there !== null) return false;
    const data = githubGitData({ ...options, author, what: `the branch ${branch}` });
    const changes = new Map(missing.map(({ path, content }) => [path, new TextEncoder().encode(content)]));
    const to = await data.commit({ parent: on, tree: await known.tree(), changes, message });
    const not = await data.move({
      ref: `refs/heads/${branch}`,
      from: there,
      to,
      unrelated: false,
      deletions: new Map(),
    });
    if (not)
      throw new UserError({
        what: `the branch did not move (${not.said})`,
        where: branch,
        remedy: 'try again',
      });
    return true;
  };
  return {
    base: () =>
      answered('read the repository', 'contents: read', async () => {
        const { rest } = await client();
        const { data } = await rest.repos.get({ owner, repo });
        const sha = await branchAt(data.default_branch);
        return sha
          ? { branch: data.default_branch, sha }
          : { reason: `the branch ${data.default_branch} is empty`, remedy: 'push a first commit' };
      }),
    files: (commit) => commitFiles(client, options.repository, commit),
    offer: (base, change) =>
      answered('open a pull request', 'pull-requests: write', async () => {
        const pushed = await push(base.sha, change);
        const { rest } = await client();
        const { branch, title, body } = change;
        const open = async () =>
          (await rest.pulls.list({ owner, repo, state: 'open', head: `${owner}:${branch}` })).data[0];
        const there = await open();
        if (there) return { url: there.html_url, action: pushed ? 'updated' : 'unchanged' };
        try {
          const made = await rest.pulls.create({ owner, repo, head: branch, base: base.branch, title, body });
          return { url: made.data.html_url, action: 'created' };
        } catch (error) {
          // the answer to an earlier try may have been lost
          const made = statusOf(error) === 422 || isUncertain(error) ? await open() : undefined;
          if (!made) throw error;
          return { url: made.html_url, action: 'created' };
        }
      }),
  };
}

async function answered<T>(
  what: string,
  permission: string,
  ask: () => Promise<T | PublishRefusal>,
): Promise<T | PublishRefusal> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof UserError)
      return { reason: error.message, remedy: `give the token \`contents: write\` and \`${permission}\`` };
    return refusalOf(error, what, permission);
  }
}
